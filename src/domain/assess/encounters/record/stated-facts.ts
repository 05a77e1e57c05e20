import {
  businessHours,
  businessHoursAtOffset,
} from '../../telehealth/messages/business-hours.js';
import { mdmFromWorksheet } from '../../telehealth/visit/mdm-level.js';
import type {
  ConsultationFacts,
  EncounterCoverageFacts,
  EncounterDocumentation,
  EncounterFacts,
  EncounterSurroundings,
} from '../../../facts/encounter.js';
import { offsetMillisOf, parseInstant } from '../../../time/instant.js';
import type { AssessInput } from '../../../../modules/encounters/coding/assess.input.js';

/**
 * The facts of one encounter; what the input leaves out is null, which is never the same as no.
 * @param zone in which a business day begins; null: the offset that the times themselves carry
 */
export function assessInputFacts(input: AssessInput, zone: string | null = null): EncounterFacts {
  const { excludedMinutes: out, lastProfessionalService: last, patientLocation: place } = input;
  return {
    dateOfService: input.dateOfService,
    payer: input.payer,
    modality: input.modality ?? null,
    modalityMinutes: input.modalityMinutes ?? {},
    patientStatus: input.patientStatus ?? null,
    lastProfessionalService: last
      ? {
          date: last.date ?? null,
          sameSpecialty: last.sameSpecialty ?? null,
          sameSubspecialty: last.sameSubspecialty ?? null,
          faceToFace: last.faceToFace ?? null,
        }
      : null,
    mdm: mdmLevel(input),
    minutes: input.minutes ?? null,
    discussionMinutes: input.discussionMinutes ?? null,
    cumulativeMinutes: input.cumulativeMinutes ?? null,
    excludedMinutes: {
      connectionSetup: out?.connectionSetup ?? 0,
      scheduling: out?.scheduling ?? 0,
      clinicalStaff: out?.clinicalStaff ?? 0,
      otherDate: out?.otherDate ?? 0,
      separatelyReported: out?.separatelyReported ?? 0,
    },
    briefCheckIn: input.serviceIntent === 'brief-check-in',
    requestedCode: input.requestedCode ?? null,
    requestedPos: input.requestedPos ?? null,
    providerType: input.providerType ?? null,
    billingEntity: input.billingEntity ?? 'office',
    providerSite: input.providerSite ?? 'office',
    patientLocation: place
      ? {
          setting: place.setting ?? null,
          state: place.state ?? null,
          country: place.country ?? null,
          rural: place.rural ?? null,
        }
      : null,
    clinicianAuthorizedStates: input.clinicianAuthorizedStates ?? [],
    initiatedBy: input.initiatedBy ?? null,
    communicationPurpose: input.communicationPurpose ?? null,
    audioOnlyReason: input.audioOnlyReason ?? null,
    clinicianVideoCapable: input.clinicianVideoCapable ?? null,
    imageReceivedAt: input.imageReceivedAt ?? null,
    imageRepliedAt: input.imageRepliedAt ?? null,
    replyBusinessHours: replyBusinessHours(input, zone),
    documentation: documentation(input),
    surroundings: surroundings(input),
    consultation: consultation(input),
    coverage: coverage(input),
    locality: input.locality ?? null,
    qualifyingApm: input.qualifyingApm ?? false,
  };
}

/** The times are the evidence: hours that were only stated yield to them. */
function replyBusinessHours(input: AssessInput, zone: string | null): number | null {
  const { imageReceivedAt, imageRepliedAt } = input;
  if (!imageReceivedAt || !imageRepliedAt) return input.replyBusinessHours ?? null;
  const received = parseInstant(imageReceivedAt);
  const replied = parseInstant(imageRepliedAt);
  // Answered before it came: the record shows no reply.
  if (received === null || replied === null || replied < received) return null;
  return zone === null
    ? businessHoursAtOffset(received, replied, offsetMillisOf(imageReceivedAt))
    : businessHours(received, replied, zone);
}

/** The worksheet is the evidence: a level that was only stated yields to it. */
function mdmLevel({ mdm, mdmWorksheet: worksheet, dateOfService }: AssessInput): EncounterFacts['mdm'] {
  if (!worksheet) return mdm ?? null;
  return mdmFromWorksheet(worksheet, dateOfService)?.level ?? null;
}

function documentation(input: AssessInput): EncounterDocumentation {
  return {
    consent: input.consentDocumented ?? null,
    technology: input.technologyDocumented ?? null,
    medicalNecessity: input.medicalNecessityDocumented ?? null,
    eligibilityVerified: input.eligibilityVerifiedOnDos ?? null,
    eligibilityResult: input.eligibilityResult ?? null,
    patientAge: input.patientAge ?? null,
    guardianConsent: input.guardianConsentDocumented ?? null,
  };
}

function surroundings(input: AssessInput): EncounterSurroundings {
  const visit = input.visitWithinWindow;
  return {
    relatedEmWithin7Days: input.relatedEmWithin7Days ?? null,
    leadsToVisitWithin24hOrSoonest: input.leadsToVisitWithin24hOrSoonest ?? null,
    hoursToVisit: input.hoursToVisit ?? null,
    postoperativePeriodRelated: input.postoperativePeriodRelated ?? null,
    priorEvisitInWindow: input.priorEvisitInWindow ?? null,
    newProblemInWindow: input.newProblemInWindow ?? null,
    visitWithinWindow: visit
      ? { modality: visit.modality, minutes: visit.minutes ?? null, mdm: visit.mdm ?? null }
      : null,
    sameDayServices: (input.sameDayServices ?? []).map((one) => ({
      type: one.type,
      minutes: one.minutes ?? 0,
      overlapMinutes: one.overlapMinutes ?? 0,
      sameClinicianGroupSpecialty: one.sameClinicianGroupSpecialty ?? false,
      mdm: one.mdm ?? null,
    })),
    sameMonthServices: input.sameMonthServices ?? [],
  };
}

function consultation(input: AssessInput): ConsultationFacts {
  return {
    role: input.role ?? null,
    report: input.report ?? null,
    discussionShare: input.consultDiscussionShare ?? null,
    requestDocumented: input.consultRequestDocumented ?? null,
    consultantSawPatientDaysAgo: input.consultantSawPatientDaysAgo ?? null,
    priorInterprofessionalDaysAgo: input.priorInterprofessionalDaysAgo ?? null,
  };
}

function coverage(input: AssessInput): EncounterCoverageFacts {
  return {
    behavioralHealth: input.behavioralHealth ?? false,
    firstTelehealthVisit: input.firstTelehealthVisit ?? null,
    lastInPersonVisit: input.lastInPersonVisit ?? null,
    acuteStroke: input.acuteStroke ?? false,
    homeDialysis: input.homeDialysis ?? false,
    substanceUseDisorder: input.substanceUseDisorder ?? false,
    inPersonBurdensOutweigh: input.inPersonBurdensOutweigh ?? null,
    federalDemonstration: input.federalDemonstration ?? false,
    billableVisitWithinYear: input.billableVisitWithinYear ?? null,
    incidentTo: input.incidentTo ?? null,
    virtualDirectSupervision: input.virtualDirectSupervision ?? null,
  };
}
