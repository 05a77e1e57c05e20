import type { SourceAssessment } from '../../assess/finding.js';
import type { CoverageSpan } from '../../facts/coverage.js';
import type { EnrollmentFacts } from '../../facts/enrollment.js';
import type { MonitoringFacts, PaymentSetting } from '../../facts/monitoring-facts.js';
import type { BillingPolicy } from '../../facts/policy.js';
import type { LocalDate } from '../../time/local-date.js';
import type { FrozenEncounter } from './frozen-encounter.js';

/** Parts of the enrollment's record that decide nothing. They are shown beside the facts that do. */
export interface RecordNotes {
  readonly consentMethod: string | null;
  readonly consentTakenBy: string | null;
  readonly orderedBy: string | null;
  readonly orderDeviceNamed: string | boolean | null;
  readonly renderingPractitionerId: string | null;
}

const NO_NOTES: RecordNotes = {
  consentMethod: null,
  consentTakenBy: null,
  orderedBy: null,
  orderDeviceNamed: null,
  renderingPractitionerId: null,
};

/**
 * The records behind a decision, as they were when it was made: ids, dates and settings, but no identifier of a
 * person.
 */
export type FrozenRecords = EnrollmentRecords | EncounterRecords;

/** What both kinds of source rest on. */
interface CommonRecords {
  readonly diagnoses: readonly string[];
  readonly billingPractitionerId: string;
  readonly renderingPractitionerId: string;
  readonly establishedPatient: boolean;
  readonly deathDate: LocalDate | null;
  /** Zone history; the last entry is the latest. */
  readonly zones: readonly string[];
  /** Coverage in the period, with the payer settings that were used. */
  readonly coverage: readonly CoverageSpan[];
  readonly policy: BillingPolicy;
  readonly payment: PaymentSetting;
}

interface ConsentRecord {
  readonly date: LocalDate | null;
  readonly method: string | null;
  readonly takenBy: string | null;
}

/** Behind a device window, a month or a set-up. */
export interface EnrollmentRecords extends CommonRecords {
  readonly kind: 'enrollment';
  readonly program: string;
  readonly enrollment: {
    readonly startDate: LocalDate;
    readonly endDate: LocalDate | null;
    readonly endReason: string | null;
    readonly episodeNumber: number;
    readonly facilityType: string | null;
  };
  readonly consent: ConsentRecord & { readonly withdrawnOn: LocalDate | null };
  readonly order: {
    readonly date: LocalDate | null;
    readonly orderedBy: string | null;
    readonly deviceNamed: string | boolean | null;
  };
  readonly devices: readonly {
    readonly deviceId: string;
    readonly type: string;
    readonly parameter: string;
    readonly assignedFrom: LocalDate;
    readonly assignedTo: LocalDate | null;
    readonly setupEducationDate: LocalDate | null;
  }[];
}

/** Behind an encounter. */
export interface EncounterRecords extends CommonRecords {
  readonly kind: 'encounter';
  readonly consent: ConsentRecord;
  readonly encounter: FrozenEncounter;
}

/** The program that charges and lists show. */
export function programOf(records: FrozenRecords): string {
  return records.kind === 'encounter' ? 'TELEHEALTH' : records.program;
}

/** Copies what a decision on `assessed` rests on. Throws when the facts do not hold its enrollment. */
export function frozenRecords(
  facts: MonitoringFacts,
  assessed: SourceAssessment,
  notes: RecordNotes = NO_NOTES,
): EnrollmentRecords {
  const enrollment = facts.enrollments.find(({ id }) => id === assessed.enrollmentId);
  if (!enrollment) throw new Error('an assessment names an enrollment that its facts do not hold');
  const { start, end } = assessed.period;
  const inPeriod = (from: LocalDate | null, to: LocalDate | null): boolean =>
    (from === null || from < end) && (to === null || to >= start);
  return ofEnrollment(enrollment, notes, {
    establishedPatient: facts.patient.establishedPatient,
    deathDate: facts.patient.deathDate,
    zones: facts.patient.zones.map(({ zone }) => zone),
    devices: facts.assignments
      .filter(({ assignedFrom, assignedTo }) => inPeriod(assignedFrom, assignedTo))
      .map(({ deviceId, type, parameter, assignedFrom, assignedTo, setupEducationDate }) => ({
        deviceId,
        type,
        parameter,
        assignedFrom,
        assignedTo,
        setupEducationDate,
      })),
    coverage: facts.coverage.filter(({ from, to }) => inPeriod(from, to)),
    policy: facts.policy,
    payment: settingOf(facts.payment),
  });
}

/** Loaded tables are not copied into every source, because each amount names its release. */
export function settingOf({ locality, placeOfService, qualifyingApm }: PaymentSetting): PaymentSetting {
  return { locality, placeOfService, qualifyingApm };
}

/** What a source of an enrollment rests on besides the enrollment itself. */
type BesideEnrollment = Pick<
  EnrollmentRecords,
  'establishedPatient' | 'deathDate' | 'zones' | 'devices' | 'coverage' | 'policy' | 'payment'
>;

function ofEnrollment(
  enrollment: EnrollmentFacts,
  notes: RecordNotes,
  beside: BesideEnrollment,
): EnrollmentRecords {
  return {
    kind: 'enrollment',
    program: enrollment.program,
    enrollment: {
      startDate: enrollment.startDate,
      endDate: enrollment.endDate,
      endReason: enrollment.endReason,
      episodeNumber: enrollment.episodeNumber,
      facilityType: enrollment.facilityType,
    },
    consent: {
      date: enrollment.consentDate,
      withdrawnOn: enrollment.consentWithdrawnOn,
      method: notes.consentMethod,
      takenBy: notes.consentTakenBy,
    },
    order: {
      date: enrollment.orderDate,
      orderedBy: notes.orderedBy,
      deviceNamed: notes.orderDeviceNamed,
    },
    diagnoses: enrollment.diagnoses,
    billingPractitionerId: enrollment.billingPractitionerId,
    renderingPractitionerId: notes.renderingPractitionerId ?? enrollment.billingPractitionerId,
    ...beside,
  };
}
