import type { PayerType } from '../../../facts/coverage.js';
import type { EncounterFacts } from '../../../facts/encounter.js';
import type { EstablishedProof, SignedLine } from '../../../facts/recorded-encounter.js';
import type { Instant } from '../../../time/instant.js';
import type { LocalDate } from '../../../time/local-date.js';

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

/** One encounter in the form that coding needs, as `readEncounter` reads it from the record. */
export interface CodableEncounter {
  /** Of this version of the record. */
  readonly id: string;
  /** Of the encounter as it was first recorded; its charges belong to it through every amendment. */
  readonly rootId: string;
  readonly patientId: string;
  /** Voided as a whole. */
  readonly voided: boolean;
  readonly clinicianId: string;
  readonly specialty: string | null;
  readonly subspecialty: string | null;
  readonly billingPractitionerId: string;
  readonly diagnoses: readonly string[];
  /** All null where consent was refused or is not recorded. */
  readonly consent: {
    readonly date: LocalDate | null;
    readonly method: string | null;
    readonly takenBy: string | null;
  };
  /** Of this record alone: history and same-day services only where the record itself gives them. */
  readonly facts: EncounterFacts;
  readonly proof: EstablishedProof | null;
  /** The first of an e-visit's seven days; for anything else, the date of service. */
  readonly windowStart: LocalDate;
  readonly spans: readonly VisitSpan[];
  /** By the clock, the clinician was in another patient's visit at the same time. */
  readonly clinicianElsewhere: boolean;
  /** null: nobody covers the patient on the date. */
  readonly payer: EncounterPayer | null;
  /** null while it is a draft. */
  readonly signed: {
    readonly by: string;
    readonly at: Instant;
    readonly codes: readonly SignedLine[];
  } | null;
}
