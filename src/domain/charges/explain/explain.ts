import type { MinuteCount } from '../../assess/finding.js';
import type { Flag } from '../../assess/flags.js';
import type { ReasonCode } from '../../assess/reasons.js';
import type { CoverageSpan } from '../../facts/coverage.js';
import { ruleById, type Rule } from '../../rulebook/rules.js';
import type { LocalDate } from '../../time/local-date.js';
import { lastDay } from '../../time/period.js';
import type { Charge, ChargeSource, FrozenEvidence, Parking } from '../charge.js';
import type { EncounterRecords, EnrollmentRecords, FrozenRecords } from '../frozen/frozen-records.js';
import { slotOf } from '../plan/charge-bounds.js';
import {
  chargeView,
  evidenceOf,
  minutesFor,
  notBilledViews,
  type ChargeView,
  type NotBilledView,
} from './charge-view.js';
import { explainDays, type DaysExplained } from './explain-days.js';
import { explainMinutes, type MinutesExplained } from './explain-minutes.js';
import { PARK_TEXT, REASON_TEXT } from './reason-text.js';

/** Everything behind one charge, or behind a code that was not charged. */
export type Explanation = EnrollmentExplanation | EncounterExplanation;

interface EnrollmentExplanation
  extends CommonExplanation, Pick<EnrollmentRecords, 'kind' | 'consent' | 'order' | 'devices'> {
  readonly enrollment: EnrollmentRecords['enrollment'] & { readonly program: string };
}

/** `encounter` contains the record of the visit, what was decided from it and what was signed. */
interface EncounterExplanation
  extends CommonExplanation, Pick<EncounterRecords, 'kind' | 'consent' | 'encounter'> {}

interface CommonExplanation {
  readonly charge: ChargeView | null;
  readonly notBilled: NotBilledView | null;
  readonly days: DaysExplained | null;
  readonly minutes: MinutesExplained | null;
  /** The live conversation that counted; null if the code needs none or none took place. */
  readonly contact: Contact | null;
  readonly establishedPatient: boolean;
  readonly diagnoses: readonly string[];
  readonly practitioners: { readonly billing: string; readonly rendering: string };
  readonly zones: readonly string[];
  readonly payer: CoverageSpan | null;
  readonly policy: FrozenRecords['policy'];
  readonly payment: FrozenRecords['payment'] & { readonly amount: Charge['terms']['amount'] };
  readonly rules: readonly Rule[];
  /** What is missing, as clinical facts and records. */
  readonly missing: readonly { readonly reason: ReasonCode | Parking['reason']; readonly text: string }[];
  /** The charge and its adjustments, oldest first. */
  readonly adjustments: readonly {
    readonly id: string;
    readonly kind: Charge['kind'];
    readonly status: Charge['status'];
    readonly adjusts: string | null;
  }[];
  readonly flags: readonly Flag[];
  readonly evidenceRevision: number;
  /** False: newer evidence exists, and this charge rests on what was known when it was decided. */
  readonly evidenceIsLatest: boolean;
}

interface Contact {
  readonly entryId: string;
  readonly day: LocalDate | null;
}

/** Explains a charge; null if the source has no charge with this id. */
export function explainCharge(source: ChargeSource, chargeId: string): Explanation | null {
  const charge = source.charges.find(({ id }) => id === chargeId);
  const evidence = charge && evidenceOf(source, charge);
  if (!charge || !evidence) return null;
  return explanation(source, evidence, {
    code: charge.code,
    day: charge.terms.dateOfService,
    charge: chargeView(source, charge),
    notBilled: null,
    payment: { ...evidence.records.payment, amount: charge.terms.amount },
    rules: rulesOf(charge.terms.rules),
    missing: parkedText(source),
    adjustments: source.charges
      .filter((each) => slotOf(each.code) === slotOf(charge.code))
      .map(({ id, kind, status, adjusts }) => ({
        id,
        kind,
        status,
        adjusts,
      })),
    flags: [...new Set([...charge.terms.flags, ...source.flags])].sort(),
  });
}

/** Explains why a code was not charged; null if the source does not list it. */
export function explainNotBilled(source: ChargeSource, code: string): Explanation | null {
  const { evidence, period } = source;
  const views = notBilledViews(source).filter((view) => view.code === code);
  const [first] = views;
  if (!first || !evidence || !period) return null;
  const reasons = [...new Set(views.flatMap((view) => view.reasons))];
  return explanation(source, evidence, {
    code,
    day: lastDay(period),
    charge: null,
    notBilled: first,
    payment: { ...evidence.records.payment, amount: null },
    rules: rulesOf(views.flatMap((view) => view.rules)),
    missing: [...reasons.map((reason) => ({ reason, text: REASON_TEXT[reason] })), ...parkedText(source)],
    adjustments: [],
    flags: [...new Set([...views.flatMap((view) => view.flags), ...source.flags])].sort(),
  });
}

interface Subject extends Pick<
  CommonExplanation,
  'charge' | 'notBilled' | 'payment' | 'rules' | 'missing' | 'adjustments' | 'flags'
> {
  readonly code: string;
  readonly day: LocalDate;
}

function explanation(
  source: ChargeSource,
  { counts, records, revision }: FrozenEvidence,
  { code, day, ...own }: Subject,
): Explanation {
  const minutes = minutesFor(code, counts.minutes);
  return {
    days:
      counts.days && explainDays(counts.days, { policy: records.policy, smbpReadings: counts.smbpReadings }),
    minutes: minutes && explainMinutes(minutes),
    contact: minutes && contactIn(minutes),
    ...recordsExplained(records),
    establishedPatient: records.establishedPatient,
    diagnoses: records.diagnoses,
    practitioners: { billing: records.billingPractitionerId, rendering: records.renderingPractitionerId },
    zones: records.zones,
    payer: coverOn(records.coverage, day),
    policy: records.policy,
    evidenceRevision: revision,
    evidenceIsLatest: source.evidence?.revision === revision,
    ...own,
  };
}

function recordsExplained(records: FrozenRecords) {
  if (records.kind === 'encounter') {
    const { kind, consent, encounter } = records;
    return { kind, consent, encounter };
  }
  const { kind, consent, order, program, enrollment, devices } = records;
  return { kind, consent, order, enrollment: { program, ...enrollment }, devices };
}

function contactIn({ interactiveEntryId, slices }: MinuteCount): Contact | null {
  if (interactiveEntryId === null) return null;
  const slice = slices.find(({ entryId }) => entryId === interactiveEntryId);
  return { entryId: interactiveEntryId, day: slice?.day ?? null };
}

function coverOn(coverage: readonly CoverageSpan[], day: LocalDate): CoverageSpan | null {
  const cover = coverage.find(({ from, to }) => (from === null || from <= day) && (to === null || day <= to));
  return cover ?? null;
}

function rulesOf(ids: readonly string[]): Rule[] {
  return [...new Set(ids)].map(ruleById);
}

function parkedText({ parking }: ChargeSource): Explanation['missing'] {
  return parking ? [{ reason: parking.reason, text: PARK_TEXT[parking.reason] }] : [];
}
