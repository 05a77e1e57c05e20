import type { LocalDate } from '../time/local-date.js';
import type {
  BillingEntity,
  EncounterModality,
  MdmLevel,
  MdmWorksheet,
  PatientStatus,
  ProviderType,
} from './encounter.js';

/** What a caller states; absent or null: not recorded, which is never the same as no. */
type Stated<T> = T | null | undefined;

/** The work of one encounter, as a caller states it. Minutes are gross. */
export interface StatedWork {
  readonly mdm?: Stated<MdmLevel>;
  /** Overrides `mdm`. */
  readonly mdmWorksheet?: Stated<MdmWorksheet>;
  readonly minutes?: Stated<number>;
  readonly discussionMinutes?: Stated<number>;
  readonly cumulativeMinutes?: Stated<number>;
  readonly excludedMinutes?: Stated<{
    readonly connectionSetup?: Stated<number>;
    readonly scheduling?: Stated<number>;
    readonly clinicalStaff?: Stated<number>;
    readonly otherDate?: Stated<number>;
    readonly separatelyReported?: Stated<number>;
  }>;
  readonly serviceIntent?: Stated<string>;
  readonly requestedCode?: Stated<string>;
  readonly requestedPos?: Stated<string>;
  readonly initiatedBy?: Stated<string>;
  readonly communicationPurpose?: Stated<string>;
  readonly audioOnlyReason?: Stated<string>;
  readonly clinicianVideoCapable?: Stated<boolean>;
  /** Counts only where the times of the images are not recorded. */
  readonly replyBusinessHours?: Stated<number>;
}

/** Other services near the encounter, as a caller states them. */
export interface StatedSurroundings {
  readonly relatedEmWithin7Days?: Stated<boolean>;
  readonly leadsToVisitWithin24hOrSoonest?: Stated<boolean>;
  readonly hoursToVisit?: Stated<number>;
  readonly postoperativePeriodRelated?: Stated<boolean>;
  readonly priorEvisitInWindow?: Stated<boolean>;
  readonly newProblemInWindow?: Stated<boolean>;
  readonly visitWithinWindow?: Stated<{
    readonly modality: string;
    readonly minutes?: Stated<number>;
    readonly mdm?: Stated<MdmLevel>;
  }>;
  readonly sameDayServices?: Stated<
    readonly {
      readonly type: string;
      readonly minutes?: Stated<number>;
      readonly overlapMinutes?: Stated<number>;
      readonly sameClinicianGroupSpecialty?: Stated<boolean>;
      readonly mdm?: Stated<MdmLevel>;
    }[]
  >;
  readonly sameMonthServices?: Stated<readonly string[]>;
}

/** What only some services, payers and settings ask for. */
export interface StatedSpecialFacts {
  readonly role?: Stated<string>;
  readonly report?: Stated<'verbal-and-written' | 'written-only'>;
  readonly consultDiscussionShare?: Stated<number>;
  readonly consultRequestDocumented?: Stated<boolean>;
  readonly consultantSawPatientDaysAgo?: Stated<number>;
  readonly priorInterprofessionalDaysAgo?: Stated<number>;
  readonly behavioralHealth?: Stated<boolean>;
  readonly firstTelehealthVisit?: Stated<boolean>;
  readonly lastInPersonVisit?: Stated<LocalDate>;
  readonly acuteStroke?: Stated<boolean>;
  readonly homeDialysis?: Stated<boolean>;
  readonly substanceUseDisorder?: Stated<boolean>;
  readonly inPersonBurdensOutweigh?: Stated<boolean>;
  readonly federalDemonstration?: Stated<boolean>;
  readonly billableVisitWithinYear?: Stated<boolean>;
  readonly incidentTo?: Stated<boolean>;
  readonly virtualDirectSupervision?: Stated<boolean>;
}

/** Who took part and where, as a caller states it. */
export interface StatedIdentity {
  readonly dateOfService: LocalDate;
  readonly patientStatus?: Stated<PatientStatus>;
  readonly lastProfessionalService?: Stated<{
    readonly date?: Stated<LocalDate>;
    readonly sameSpecialty?: Stated<boolean>;
    readonly sameSubspecialty?: Stated<boolean>;
    readonly faceToFace?: Stated<boolean>;
  }>;
  readonly providerType?: Stated<ProviderType>;
  readonly billingEntity?: Stated<BillingEntity>;
  readonly providerSite?: Stated<'office' | 'hospital'>;
  readonly patientLocation?: Stated<{
    readonly setting?: Stated<string>;
    readonly state?: Stated<string>;
    readonly country?: Stated<string>;
    readonly rural?: Stated<boolean>;
  }>;
}

/** One encounter as a caller states it, before any law is applied to it. */
export interface StatedEncounter extends StatedIdentity, StatedWork, StatedSurroundings, StatedSpecialFacts {
  /** Id of a payer profile. */
  readonly payer: string;
  readonly modality?: Stated<EncounterModality | 'mixed'>;
  readonly modalityMinutes?: Stated<Readonly<Partial<Record<EncounterModality, number>>>>;
  readonly clinicianAuthorizedStates?: Stated<readonly string[]>;
  readonly consentDocumented?: Stated<boolean>;
  readonly technologyDocumented?: Stated<boolean>;
  readonly medicalNecessityDocumented?: Stated<boolean>;
  readonly eligibilityVerifiedOnDos?: Stated<boolean>;
  readonly eligibilityResult?: Stated<'active' | 'inactive'>;
  readonly patientAge?: Stated<number>;
  readonly guardianConsentDocumented?: Stated<boolean>;
  readonly locality?: Stated<{ readonly state: string; readonly number: string }>;
  readonly qualifyingApm?: Stated<boolean>;
}
