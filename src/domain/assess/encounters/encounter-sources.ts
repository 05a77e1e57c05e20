import type { LocalDate } from '../../time/local-date.js';
import { periodOfDays } from '../../time/period.js';
import type {
  BillableFinding,
  Finding,
  MinuteCount,
  NotBilledFinding,
  SourceAssessment,
} from '../finding.js';
import { needReview, type Flag } from '../flags.js';
import type { ReasonCode } from '../reasons.js';
import { encounterSourceId } from '../source-id.js';
import type { TelehealthLine } from '../telehealth/line/outcome.js';
import type { EncounterDecision } from './decide-encounters.js';
import type { CodableEncounter, EncounterPayer } from './record/codable-encounter.js';
import { sharesUnclockedTime } from './unclocked-time.js';
import { visitMinutes } from './visit-minutes.js';

interface Frame {
  /** Today in the patient's zone. */
  readonly asOf: LocalDate;
  readonly deathDate: LocalDate | null;
  /** Dates on which monitoring time was logged for the patient. */
  readonly monitoringDays: ReadonlySet<LocalDate>;
}

/**
 * The charge sources of finalized encounters, in the order of the decisions: one for each encounter and all its
 * amendments. A voided encounter bills nothing.
 */
export function encounterSources(
  decisions: readonly EncounterDecision[],
  voided: readonly CodableEncounter[],
  frame: Frame,
): readonly SourceAssessment[] {
  return [
    ...decisions.map((decision) => decidedSource(withCarried(decision, decisions, frame), frame)),
    ...voided.map((record) =>
      sourceOf(record, frame, {
        findings: [notBilled(record, 'encounter_voided', {})],
        minutes: [],
        flags: [],
      }),
    ),
  ];
}

/** What needs review on an encounter also needs review on the one that reports it. */
function withCarried(
  decision: EncounterDecision,
  all: readonly EncounterDecision[],
  { monitoringDays }: Frame,
): EncounterDecision {
  const { rootId } = decision.record;
  const reported = [decision, ...all.filter(({ carriedBy }) => carriedBy === rootId)];
  const unclocked = reported.some(({ record }) => sharesUnclockedTime(record, monitoringDays));
  const elsewhere = reported.some(({ record }) => record.clinicianElsewhere);
  return {
    ...decision,
    reviewFlags: [
      ...decision.reviewFlags,
      ...(unclocked ? (['MINUTES_WITHOUT_CLOCK_BESIDE_MONITORING'] as const) : []),
      ...(elsewhere ? (['CLINICIAN_WITH_ANOTHER_PATIENT'] as const) : []),
    ],
  };
}

function decidedSource(decision: EncounterDecision, frame: Frame): SourceAssessment {
  const { record, assessment } = decision;
  const unknownPayer =
    record.payer === null || assessment.refusals.some(({ word }) => word === 'PAYER_PROFILE_MISSING');
  const source = sourceOf(record, frame, {
    findings: unknownPayer ? [] : findingsOf(decision, frame),
    minutes: visitMinutes(decision),
    flags: flagsOf(decision),
  });
  return unknownPayer ? { ...source, state: 'parked', parkedBecause: 'payer_profile_missing' } : source;
}

function findingsOf(decision: EncounterDecision, { deathDate }: Frame): Finding[] {
  const { record, facts, assessment, carriedBy } = decision;
  if (deathDate !== null && facts.dateOfService > deathDate) return [notBilled(record, 'after_death', {})];
  if (carriedBy !== null) return [notBilled(record, 'combined_same_day', { carriedBy })];
  if (assessment.refusals.length > 0)
    return [
      notBilled(record, 'encounter_refused', {
        ...(assessment.alternative && { alternative: assessment.alternative.code }),
        refusals: assessment.refusals.map(({ word }) => word).join('; '),
      }),
    ];
  const { payer } = record;
  return payer === null
    ? []
    : assessment.codes.map((line, index) => billable(decision, { payer, line, index }));
}

function billable(
  decision: EncounterDecision,
  { payer, line, index }: { payer: EncounterPayer; line: TelehealthLine; index: number },
): BillableFinding {
  const { facts, assessment } = decision;
  const flags = flagsOf(decision);
  const { selectionBasis: basis, countableMinutes: minutes } = assessment;
  return {
    outcome: 'billable',
    code: line.code,
    units: line.units,
    modifiers: line.modifiers,
    dateOfService: facts.dateOfService,
    payerId: payer.payerId,
    payerType: payer.payerType,
    amount: assessment.payment?.lineAmounts[index] ?? null,
    informational: false,
    reviewRequired: needReview(flags),
    replaces: null,
    placeOfService: line.pos ?? '',
    rules: assessment.rules,
    flags,
    detail: { ...(basis !== null && { basis }), ...(minutes !== null && { countableMinutes: minutes }) },
  };
}

/** A finding that bills nothing names the code that was signed. */
function notBilled(
  record: CodableEncounter,
  reason: ReasonCode,
  detail: NotBilledFinding['detail'],
): NotBilledFinding {
  const code = record.signed?.codes[0]?.code ?? 'VISIT';
  return { outcome: 'not_billed', code, reasons: [reason], rules: ['T5', 'T12'], flags: [], detail };
}

function flagsOf({ record, assessment, carriedBy, reviewFlags }: EncounterDecision): Flag[] {
  const words = assessment.warnings.flatMap(({ word }) => (word === null ? [] : [word]));
  const differs = carriedBy !== null || !sameLines(record.signed?.codes ?? [], assessment.codes);
  // Later facts led to a different code than the clinician signed.
  const signedOther: readonly Flag[] = differs ? ['DIFFERS_FROM_FINALIZED'] : [];
  return [...new Set([...words, ...signedOther, ...reviewFlags])].sort();
}

function sameLines(a: readonly TelehealthLine[], b: readonly TelehealthLine[]): boolean {
  const text = (lines: readonly TelehealthLine[]): string =>
    JSON.stringify(lines.map(({ code, units, modifiers, pos }) => [code, units, modifiers, pos]));
  return text(a) === text(b);
}

function sourceOf(
  record: CodableEncounter,
  { asOf }: Frame,
  rest: {
    readonly findings: readonly Finding[];
    readonly minutes: readonly MinuteCount[];
    readonly flags: readonly Flag[];
  },
): SourceAssessment {
  const { dateOfService } = record.facts;
  return {
    kind: 'encounter',
    enrollmentId: null,
    sourceId: encounterSourceId(record.rootId),
    period: periodOfDays(dateOfService, 1),
    state: dateOfService <= asOf ? 'over' : 'open',
    parkedBecause: null,
    // A signed record does not wait for the end of its day.
    closesOn: dateOfService,
    findings: rest.findings,
    evidence: { days: null, minutes: rest.minutes, smbpReadings: null },
    flags: rest.flags,
  };
}
