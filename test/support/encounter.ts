import type { EncounterFacts } from '../../src/domain/facts/encounter.js';
import { localDate } from '../../src/domain/time/local-date.js';

type Groups = Pick<EncounterFacts, 'documentation' | 'surroundings' | 'consultation' | 'coverage'>;
export type EncounterChange = Partial<Omit<EncounterFacts, keyof Groups>> & {
  readonly [Group in keyof Groups]?: Partial<Groups[Group]>;
};

/** A complete, reportable video visit in 2025 under a plan that takes 98000 to 98016, with changes applied. */
export function encounter(change: EncounterChange = {}): EncounterFacts {
  const { documentation, surroundings, consultation, coverage, ...rest } = change;
  return {
    dateOfService: localDate('2025-06-10'),
    payer: 'commercial-cpt2025',
    modality: 'audio-video',
    modalityMinutes: {},
    patientStatus: 'established',
    lastProfessionalService: null,
    mdm: null,
    minutes: 20,
    discussionMinutes: null,
    cumulativeMinutes: null,
    excludedMinutes: {
      connectionSetup: 0,
      scheduling: 0,
      clinicalStaff: 0,
      otherDate: 0,
      separatelyReported: 0,
    },
    briefCheckIn: false,
    requestedCode: null,
    requestedPos: null,
    providerType: 'physician-qhp',
    billingEntity: 'office',
    providerSite: 'office',
    patientLocation: { setting: 'home', state: 'TX', country: 'US', rural: null },
    clinicianAuthorizedStates: ['TX'],
    initiatedBy: 'patient',
    communicationPurpose: 'evaluation-management',
    audioOnlyReason: null,
    clinicianVideoCapable: null,
    imageReceivedAt: null,
    imageRepliedAt: null,
    replyBusinessHours: null,
    documentation: {
      consent: true,
      technology: true,
      medicalNecessity: true,
      eligibilityVerified: true,
      eligibilityResult: null,
      patientAge: null,
      guardianConsent: null,
      ...documentation,
    },
    surroundings: {
      relatedEmWithin7Days: false,
      leadsToVisitWithin24hOrSoonest: false,
      hoursToVisit: null,
      postoperativePeriodRelated: false,
      priorEvisitInWindow: null,
      newProblemInWindow: null,
      visitWithinWindow: null,
      sameDayServices: [],
      sameMonthServices: [],
      ...surroundings,
    },
    consultation: {
      role: null,
      report: null,
      discussionShare: null,
      requestDocumented: null,
      consultantSawPatientDaysAgo: null,
      priorInterprofessionalDaysAgo: null,
      ...consultation,
    },
    coverage: {
      behavioralHealth: false,
      firstTelehealthVisit: null,
      lastInPersonVisit: null,
      acuteStroke: false,
      homeDialysis: false,
      substanceUseDisorder: false,
      inPersonBurdensOutweigh: null,
      federalDemonstration: false,
      billableVisitWithinYear: null,
      incidentTo: null,
      virtualDirectSupervision: null,
      ...coverage,
    },
    locality: null,
    qualifyingApm: false,
    ...rest,
  };
}
