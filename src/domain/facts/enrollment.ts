import type { LocalDate } from '../time/local-date.js';
import type { OtherProgram, Program } from './programs.js';

type EndReason = 'deceased' | 'patient_request' | 'goals_met' | 'lost_to_follow_up' | 'moved' | 'other';
type FacilityType = 'FQHC' | 'RHC' | 'HHA';
type TherapyDiscipline = 'PT' | 'OT' | 'SLP';

/** One episode of one program of one patient. */
export interface EnrollmentFacts {
  readonly id: string;
  readonly program: Program;
  readonly practiceId: string;
  readonly billingPractitionerId: string;
  readonly startDate: LocalDate;
  /** The last day that counts. */
  readonly endDate: LocalDate | null;
  readonly endReason: EndReason | null;
  readonly consentDate: LocalDate | null;
  /** First day without consent again. */
  readonly consentWithdrawnOn: LocalDate | null;
  readonly orderDate: LocalDate | null;
  readonly diagnoses: readonly string[];
  readonly alsoEnrolledIn: readonly OtherProgram[];
  readonly facilityType: FacilityType | null;
  readonly globalPeriod: GlobalPeriod | null;
  readonly planOfCare: boolean;
  readonly therapyDiscipline: TherapyDiscipline | null;
  readonly otherOrderingPractitioners: readonly string[];
  readonly episodeNumber: number;
  readonly priorEpisodeEnd: LocalDate | null;
  /** Start of window 1 once a supply or set-up charge of the episode was approved (rule R18). */
  readonly pinnedWindowStart: LocalDate | null;
}

/** A surgeon's global period: the day of surgery and `days` days after it. */
interface GlobalPeriod {
  readonly practitionerId: string;
  readonly from: LocalDate;
  readonly days: number;
  readonly monitoringRelatedToProcedure: boolean;
}
