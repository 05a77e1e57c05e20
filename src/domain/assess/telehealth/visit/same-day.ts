import type { MdmLevel, SameDayService } from '../../../facts/encounter.js';
import { telehealthCode } from '../../../rulebook/codes.js';
import { MDM_LEVELS } from '../../../rulebook/telehealth/visit-levels.js';
import type { EncounterContext, VisitModality } from '../coding-context.js';
import { warn } from '../line/outcome.js';
import { WARNING_TEXT } from '../warning-text.js';

type ServiceNature = 'in-person' | 'audio-video' | 'audio-only' | 'message' | null;

const NATURES: ReadonlyMap<string, ServiceNature> = new Map(
  Object.entries({
    'audio-video': 'audio-video',
    video: 'audio-video',
    'audio-only': 'audio-only',
    telephone: 'audio-only',
    'brief-check-in': 'message',
    'check-in': 'message',
    'online-digital': 'message',
    'e-visit': 'message',
  } as const),
);

export function isProcedure(type: string): boolean {
  return type === 'procedure' || type.endsWith('-procedure');
}

/** What another service of the day is; null if it is not E/M and joins nothing. */
export function natureOf(type: string): ServiceNature {
  if (isProcedure(type)) return null;
  if (type.startsWith('in-person')) return 'in-person';
  const family = telehealthCode(type)?.family;
  if (family === 'office visit') return 'in-person';
  if (family === 'audio-video visit') return 'audio-video';
  if (family === 'audio-only visit' || family === 'telephone') return 'audio-only';
  if (family === 'check-in' || family === 'e-visit') return 'message';
  return NATURES.get(type) ?? null;
}

/** Other E/M services on the date by the same clinician, or the same group and specialty. */
function otherVisits({ facts }: EncounterContext): readonly SameDayService[] {
  return facts.surroundings.sameDayServices.filter(
    (service) => service.sameClinicianGroupSpecialty && natureOf(service.type) !== null,
  );
}

export interface CombinedDay {
  readonly context: EncounterContext;
  /** Whether another visit was joined, not only a message. A check-in is then not reported. */
  readonly withVisit: boolean;
}

/**
 * One E/M per day (T5): the time adds up, no minute counts twice, and in person comes before telehealth.
 * @param isMessage whether the encounter alone is a check-in: its minutes join a visit, but its modality does not
 * count
 */
export function combineSameDay(context: EncounterContext, isMessage: boolean): CombinedDay {
  const others = otherVisits(context);
  if (others.length === 0) return { context, withVisit: false };
  const added = others.reduce((sum, one) => sum + Math.max(0, one.minutes - one.overlapMinutes), 0);
  const timed = context.minutes !== null || added > 0;
  const minutes = timed ? Math.floor((context.minutes ?? 0) + added) : null;
  const mdm = highest([context.facts.mdm, ...others.map((one) => one.mdm)]);
  const modality = combinedModality(context, others, isMessage);
  const calls = others.filter((one) => natureOf(one.type) === 'audio-only');
  const discussion =
    modality === 'audio-only'
      ? calls.reduce(
          (sum, one) => sum + Math.max(0, one.minutes - one.overlapMinutes),
          context.discussion ?? 0,
        )
      : null;
  const parts = [context.minutes, ...others.map((one) => one.minutes)];
  return {
    context: {
      ...context,
      facts: { ...context.facts, mdm },
      modality,
      minutes,
      discussion,
      warnings: [
        ...context.warnings,
        warn('COMBINED_SAME_DAY', WARNING_TEXT.combinedMinutes(parts, minutes)),
      ],
    },
    withVisit: others.some((one) => natureOf(one.type) !== 'message'),
  };
}

function combinedModality(
  context: EncounterContext,
  others: readonly SameDayService[],
  isMessage: boolean,
): VisitModality {
  if (others.some((one) => natureOf(one.type) === 'in-person')) return 'in-person';
  const time = { 'audio-video': 0, 'audio-only': 0 };
  if (!isMessage && (context.modality === 'audio-video' || context.modality === 'audio-only'))
    time[context.modality] += context.minutes ?? 0;
  for (const one of others) {
    const nature = natureOf(one.type);
    if (nature === 'audio-video' || nature === 'audio-only') time[nature] += one.minutes;
  }
  if (time['audio-video'] === time['audio-only']) return context.modality;
  return time['audio-video'] > time['audio-only'] ? 'audio-video' : 'audio-only';
}

function highest(levels: readonly (MdmLevel | null)[]): MdmLevel | null {
  const ranks = levels.map((level) => (level === null ? -1 : MDM_LEVELS.indexOf(level)));
  return MDM_LEVELS[Math.max(...ranks)] ?? null;
}

/** An e-visit is part of a visit in its seven days. The level of that visit rests on the visit's own facts (T6.1). */
export function foldIntoVisit(context: EncounterContext): EncounterContext | null {
  const sameDay = otherVisits(context).find((one) => natureOf(one.type) !== 'message');
  const visit =
    context.facts.surroundings.visitWithinWindow ??
    (sameDay ? { modality: sameDay.type, minutes: sameDay.minutes, mdm: sameDay.mdm } : null);
  if (!visit) return null;
  const nature = natureOf(visit.modality);
  const modality = nature === 'audio-video' || nature === 'audio-only' ? nature : 'in-person';
  const minutes = visit.minutes === null ? null : Math.floor(visit.minutes);
  return {
    ...context,
    facts: { ...context.facts, mdm: visit.mdm, briefCheckIn: false },
    modality,
    minutes,
    discussion: modality === 'audio-only' ? minutes : null,
    warnings: [...context.warnings, warn('E_VISIT_MINUTES_ADDITIVE_UNCERTAIN', WARNING_TEXT.eVisitInVisit)],
  };
}
