import type { EncounterOnFile, RecordedEncounter } from '../../../facts/recorded-encounter.js';
import type { TimeEntryFacts } from '../../../facts/time-entry.js';
import { startOfDay } from '../../../time/zone.js';
import type { VisitSpan } from './codable-encounter.js';

/** The program under which evidence and explanations list the minutes of visits. */
export const VISIT_PROGRAM = 'VISIT';

/** Who was in the visit, by the clock. Running and empty segments do not count. */
export function visitSpans({
  segments,
  clinicianId,
}: Pick<RecordedEncounter, 'segments' | 'clinicianId'>): VisitSpan[] {
  return segments.flatMap(({ staffId, start, end }) =>
    end === null || end <= start ? [] : [{ staffId: staffId ?? clinicianId, start, end }],
  );
}

/** The id of one span of an encounter, in the store and wherever evidence names it. */
export function visitSpanId(encounterId: string, index: number): string {
  return `${encounterId}~s${index}`;
}

/** The patient's own visit as time entries. A live visit without a clock takes no minutes, but its day is a day of a visit. */
export function ownVisitEntries({ encounter, snapshot }: EncounterOnFile): TimeEntryFacts[] {
  const spans = visitSpans(encounter);
  const isLive = encounter.modality === 'audio-video' || encounter.modality === 'audio-only';
  if (spans.length > 0 || !isLive) return entriesOf(encounter, spans);
  const start = startOfDay(encounter.dateOfService, snapshot.zone);
  return entriesOf(encounter, [{ staffId: encounter.clinicianId, start, end: start }]);
}

/** A visit as time entries: the minutes that its participants cannot have spent on anything else. */
export function visitEntries(encounter: RecordedEncounter): TimeEntryFacts[] {
  return entriesOf(encounter, visitSpans(encounter));
}

/** A visit's own clock takes precedence over every logged entry (rule R36). */
function entriesOf(
  { id, patientId }: Pick<RecordedEncounter, 'id' | 'patientId'>,
  spans: readonly VisitSpan[],
): TimeEntryFacts[] {
  return spans.map(({ staffId, start, end }, index) => ({
    id: visitSpanId(id, index),
    patientId,
    staffId,
    role: 'qhp',
    program: VISIT_PROGRAM,
    start,
    end,
    interactive: true,
    mode: 'video',
    loggedAt: null,
    insideEncounter: null,
    isVisit: true,
  }));
}
