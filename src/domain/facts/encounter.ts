import type { Instant } from '../time/instant.js';
import type { LocalDate } from '../time/local-date.js';

export type EncounterModality =
  'audio-video' | 'audio-only' | 'online-digital' | 'store-and-forward' | 'interprofessional';
export type ProviderType = 'physician-qhp' | 'qnhp-non-em' | 'behavioral-health-non-em' | 'clinical-staff';
export type BillingEntity = 'office' | 'fqhc' | 'rhc' | 'cah-method-ii';
export type PatientStatus = 'new' | 'established';
export type MdmLevel = 'straightforward' | 'low' | 'moderate' | 'high';

/** Documented elements of medical decision making. Each test and source has a distinct name. */
export interface MdmWorksheet {
  /** How many problems of each kind the rulebook names. */
  readonly problems: Readonly<Record<string, number>>;
  readonly data: {
    readonly externalNoteSources: readonly string[];
    readonly testsOrdered: readonly string[];
    readonly testsReviewed: readonly string[];
    readonly testsBilledSeparately: readonly string[];
    readonly independentInterpretations: readonly string[];
    readonly independentHistorian: boolean;
    readonly discussionWithExternal: boolean;
  };
  readonly risk: 'minimal' | 'low' | 'moderate' | 'high' | null;
}

/** Where the patient was; null: not recorded. */
export interface PatientLocation {
  /** home, clinic, hospital, facility, hotel, vehicle. A word that names no kind of home counts as a facility. */
  readonly setting: string | null;
  readonly state: string | null;
  /** ISO 3166 alpha-2; null is read as the United States. */
  readonly country: string | null;
  /** Inside a rural area in the sense of section 1834(m) of the Social Security Act. */
  readonly rural: boolean | null;
}

export interface LastProfessionalService {
  /** null: the history was read and holds no service. */
  readonly date: LocalDate | null;
  readonly sameSpecialty: boolean | null;
  readonly sameSubspecialty: boolean | null;
  readonly faceToFace: boolean | null;
}

/** Minutes inside the gross minutes that may not count. */
interface ExcludedMinutes {
  readonly connectionSetup: number;
  readonly scheduling: number;
  readonly clinicalStaff: number;
  readonly otherDate: number;
  readonly separatelyReported: number;
}

export interface SameDayService {
  /** audio-video, audio-only, in-person-office and the like, brief-check-in, procedure. */
  readonly type: string;
  readonly minutes: number;
  readonly overlapMinutes: number;
  readonly sameClinicianGroupSpecialty: boolean;
  readonly mdm: MdmLevel | null;
}

/** A separately reported visit inside the seven days of an e-visit. */
interface WindowVisit {
  readonly modality: string;
  readonly minutes: number | null;
  readonly mdm: MdmLevel | null;
}

/** What was recorded; null means not recorded, which is never the same as no. */
export interface EncounterDocumentation {
  readonly consent: boolean | null;
  readonly technology: boolean | null;
  readonly medicalNecessity: boolean | null;
  readonly eligibilityVerified: boolean | null;
  readonly eligibilityResult: 'active' | 'inactive' | null;
  readonly patientAge: number | null;
  readonly guardianConsent: boolean | null;
}

/** Other services near this one, for the same problem unless the name says otherwise. */
export interface EncounterSurroundings {
  readonly relatedEmWithin7Days: boolean | null;
  readonly leadsToVisitWithin24hOrSoonest: boolean | null;
  readonly hoursToVisit: number | null;
  readonly postoperativePeriodRelated: boolean | null;
  readonly priorEvisitInWindow: boolean | null;
  readonly newProblemInWindow: boolean | null;
  readonly visitWithinWindow: WindowVisit | null;
  readonly sameDayServices: readonly SameDayService[];
  readonly sameMonthServices: readonly string[];
}

export interface ConsultationFacts {
  readonly role: string | null;
  readonly report: 'verbal-and-written' | 'written-only' | null;
  /** Share of the time spent in consultative discussion, 0 to 1. */
  readonly discussionShare: number | null;
  readonly requestDocumented: boolean | null;
  readonly consultantSawPatientDaysAgo: number | null;
  readonly priorInterprofessionalDaysAgo: number | null;
}

/** Facts that only some payers and settings ask for. */
export interface EncounterCoverageFacts {
  readonly behavioralHealth: boolean;
  readonly firstTelehealthVisit: boolean | null;
  readonly lastInPersonVisit: LocalDate | null;
  readonly acuteStroke: boolean;
  /** Home dialysis for end-stage renal disease. */
  readonly homeDialysis: boolean;
  readonly substanceUseDisorder: boolean;
  /** Clinician and patient agree on record that the burdens of an in-person visit outweigh its benefits. */
  readonly inPersonBurdensOutweigh: boolean | null;
  readonly federalDemonstration: boolean;
  readonly billableVisitWithinYear: boolean | null;
  readonly incidentTo: boolean | null;
  readonly virtualDirectSupervision: boolean | null;
}

/** Everything known about one virtual encounter: the only input of its coding. Minutes are gross. */
export interface EncounterFacts {
  readonly dateOfService: LocalDate;
  /** Id of a payer profile. */
  readonly payer: string;
  readonly modality: EncounterModality | 'mixed' | null;
  readonly modalityMinutes: Readonly<Partial<Record<EncounterModality, number>>>;
  readonly patientStatus: PatientStatus | null;
  readonly lastProfessionalService: LastProfessionalService | null;
  readonly mdm: MdmLevel | null;
  readonly minutes: number | null;
  readonly discussionMinutes: number | null;
  readonly cumulativeMinutes: number | null;
  readonly excludedMinutes: ExcludedMinutes;
  readonly briefCheckIn: boolean;
  readonly requestedCode: string | null;
  readonly requestedPos: string | null;
  readonly providerType: ProviderType | null;
  readonly billingEntity: BillingEntity;
  readonly providerSite: 'office' | 'hospital';
  readonly patientLocation: PatientLocation | null;
  readonly clinicianAuthorizedStates: readonly string[];
  readonly initiatedBy: string | null;
  readonly communicationPurpose: string | null;
  readonly audioOnlyReason: string | null;
  readonly clinicianVideoCapable: boolean | null;
  /** When the images of a review came in and when the clinician answered. */
  readonly imageReceivedAt: Instant | null;
  readonly imageRepliedAt: Instant | null;
  /** Between the two if both are recorded; otherwise as stated. */
  readonly replyBusinessHours: number | null;
  readonly documentation: EncounterDocumentation;
  readonly surroundings: EncounterSurroundings;
  readonly consultation: ConsultationFacts;
  readonly coverage: EncounterCoverageFacts;
  readonly locality: { readonly state: string; readonly number: string } | null;
  readonly qualifyingApm: boolean;
}
