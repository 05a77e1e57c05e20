import type { EncounterFacts } from '../../facts/encounter.js';
import type { Interval } from '../../facts/intervals.js';
import type { ProfileRow } from '../../rulebook/telehealth/payer-profiles.js';
import type { ServiceKind } from '../../rulebook/telehealth/required-facts.js';
import type { EncounterContext } from '../telehealth/coding-context.js';
import { contextOf } from '../telehealth/encounter-context.js';
import { routeOf } from '../telehealth/route.js';
import type { CodableEncounter } from './record/codable-encounter.js';

const VISIT_KINDS: readonly ServiceKind[] = [
  'visit',
  'visit before 2021',
  'telephone',
  'staff visit',
  'store and forward, demonstration',
];
const MESSAGE_KINDS: readonly ServiceKind[] = ['check-in', 'e-visit'];

/** An encounter, classified without looking at the patient's other encounters. */
export interface ClassifiedEncounter {
  readonly record: CodableEncounter;
  readonly context: EncounterContext;
  readonly kind: ServiceKind;
  /** Its name in a list of the day's services. */
  readonly type: string;
  readonly isVisit: boolean;
  readonly isMessage: boolean;
  /** By a physician or other professional who reports E/M: only their minutes count (T4). */
  readonly byPhysician: boolean;
}

export function classify(record: CodableEncounter, rows: readonly ProfileRow[]): ClassifiedEncounter {
  const { context } = contextOf(payable(record), rows);
  // A message stays a message, even if its record names the visit that it belongs to.
  const kind = context.modality === 'online-digital' ? 'e-visit' : routeOf(context).kind;
  const isVisit = VISIT_KINDS.includes(kind);
  return {
    record,
    context,
    kind,
    isVisit,
    isMessage: MESSAGE_KINDS.includes(kind),
    byPhysician: record.facts.providerType === 'physician-qhp',
    type: isVisit ? context.modality : kind === 'check-in' ? 'brief-check-in' : kind,
  };
}

/** The facts, under the payer of the date. */
export function payable({ facts, payer }: CodableEncounter): EncounterFacts {
  return { ...facts, payer: payer?.profile ?? '' };
}

/** The clinician's own time by the clock, without staff. */
export function clinicianSpans({ spans, clinicianId }: CodableEncounter): readonly Interval[] {
  return spans.filter(({ staffId }) => staffId === clinicianId);
}

/** Orders by date, start time, then id, so the order of arrival does not matter. */
export function inOrder(a: CodableEncounter, b: CodableEncounter): number {
  const [left, right] = [orderKey(a), orderKey(b)];
  return left < right ? -1 : Number(left > right);
}

function orderKey({ facts, spans, rootId }: CodableEncounter): string {
  const start = spans.reduce((earliest, span) => Math.min(earliest, span.start), 9e15);
  return `${facts.dateOfService} ${String(start).padStart(16, '0')} ${rootId}`;
}
