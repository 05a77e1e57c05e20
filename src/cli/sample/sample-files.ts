import type { LocalDate } from '../../domain/time/local-date.js';

/** The sample's `practice.json`: the format of `tally run`, plus the records that a claim line needs. */
export interface SamplePracticeFile {
  readonly practice: {
    readonly id: string;
    readonly name: string;
    readonly npi: string;
    readonly taxId: string;
    readonly timezone: string;
  };
  readonly payers: readonly SamplePayer[];
  readonly staff: readonly SampleStaff[];
  readonly patients: readonly SamplePatientRecord[];
}

export interface SamplePayer {
  readonly id: string;
  readonly name: string;
  readonly type: 'medicare_ffs' | 'medicare_advantage' | 'commercial';
  readonly payerCode: string;
  readonly acceptedCodes?: readonly string[];
}

export interface SampleStaff {
  readonly id: string;
  readonly name: string;
  readonly role: 'qhp' | 'clinical_staff' | 'non_clinical';
  readonly npi: string | null;
}

export interface SamplePatientRecord {
  readonly patient: {
    readonly id: string;
    readonly mrn: string;
    readonly name: { readonly family: string; readonly given: string };
    readonly birthDate: LocalDate;
    readonly timezone: string;
    readonly establishedPatient: boolean;
    readonly deathDate?: LocalDate;
    readonly inpatientStays?: readonly { readonly admit: LocalDate; readonly discharge: LocalDate }[];
  };
  readonly payer: SamplePayer & { readonly memberId: string };
  readonly enrollments: readonly SampleEnrollment[];
  readonly devices: readonly SampleDevice[];
  readonly priorClaims: readonly {
    readonly code: string;
    readonly dateOfService: LocalDate;
    readonly practiceId: string;
  }[];
}

export interface SampleEnrollment {
  readonly program: 'RPM';
  readonly practiceId: string;
  readonly billingPractitionerId: string;
  readonly consentDate: LocalDate | null;
  readonly orderDate: LocalDate | null;
  readonly startDate: LocalDate;
  readonly endDate: LocalDate | null;
  readonly endReason: 'patient_request' | 'deceased' | null;
  readonly diagnoses: readonly string[];
  readonly alsoEnrolledIn?: readonly string[];
}

export interface SampleDevice {
  readonly id: string;
  readonly type: string;
  readonly parameter: string;
  readonly fdaDefinedDevice: boolean;
  readonly autoUpload: boolean;
  readonly assignedFrom: LocalDate;
  readonly assignedTo: LocalDate | null;
  readonly setupEducationDate?: LocalDate;
  /** The day the assignment was recorded, if later than the day it began. */
  readonly recordedOn?: LocalDate;
}
