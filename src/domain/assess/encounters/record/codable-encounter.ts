import type { PayerType } from '../../../facts/coverage.js';
import type { EncounterFacts } from '../../../facts/encounter.js';
import type { Instant } from '../../../time/instant.js';
import type { LocalDate } from '../../../time/local-date.js';
import type { TelehealthLine } from '../../telehealth/line/outcome.js';

/** Time of one person in a visit, by the clock; half-open. */
export interface VisitSpan {
  readonly staffId: string;
  readonly start: Instant;
  readonly end: Instant;
}

/** Who pays on the date of service; `profile` names the telehealth profile to read. */
export interface EncounterPayer {
  readonly payerId: string;
  readonly payerType: PayerType;
  readonly profile: string;
}

/** A dated visit that the patient's own record names as proof of being established. */
export interface EstablishedProof {
  readonly date: LocalDate;
  readonly practitionerId: string | null;
}

/** One finalised encounter as its charges are decided from it. An amendment stands in the place of what it amends. */
export interface EncounterRecord {
  /** Of this version of the record. */
  readonly id: string;
  /** Of the encounter as it was first recorded; its charges belong to it through every amendment. */
  readonly rootId: string;
  readonly patientId: string;
  /** Taken back as a whole. */
  readonly voided: boolean;
  readonly clinicianId: string;
  readonly specialty: string | null;
  readonly subspecialty: string | null;
  readonly billingPractitionerId: string;
  readonly diagnoses: readonly string[];
  readonly consent: {
    readonly date: LocalDate | null;
    readonly method: string | null;
    readonly takenBy: string | null;
  };
  /** As recorded: history and same-day services only where the record itself gives them. */
  readonly facts: EncounterFacts;
  readonly proof: EstablishedProof | null;
  /** First day of the seven of an e-visit; the date of service of anything else. */
  readonly windowStart: LocalDate;
  readonly spans: readonly VisitSpan[];
  /** When the date of service began where the patient was. */
  readonly dayStart: Instant;
  /** The clinician was by the clock in the visit of another patient as well. */
  readonly clinicianElsewhere: boolean;
  /** null: nobody covers the patient on the date. */
  readonly payer: EncounterPayer | null;
  /** null while it is a draft. */
  readonly signed: {
    readonly by: string;
    /** ISO 8601 in UTC. */
    readonly at: string;
    readonly codes: readonly TelehealthLine[];
  } | null;
}
