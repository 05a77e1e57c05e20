import type {
  ConsultationFacts,
  EncounterCoverageFacts,
  EncounterDocumentation,
  EncounterFacts,
  EncounterSurroundings,
} from '../../../facts/encounter.js';
import type { StatedEncounter } from '../../../facts/stated-encounter.js';
import type { Instant } from '../../../time/instant.js';
import { businessHours, businessHoursAtOffset } from '../../telehealth/messages/business-hours.js';
import { mdmFromWorksheet } from '../../telehealth/visit/mdm-level.js';

/** When images came in and were answered, and the calendar that business days are counted on. */
interface ImageTimes {
  readonly receivedAt: Instant | null;
  readonly repliedAt: Instant | null;
  readonly calendar: { readonly zone: string } | { readonly offsetMillis: number };
}

/** The facts of one encounter from what was stated about it. Anything left out is null, never no. */
export function statedFacts(stated: StatedEncounter, images: ImageTimes): EncounterFacts {
  const { excludedMinutes: out, lastProfessionalService: last, patientLocation: place } = stated;
  return {
    dateOfService: stated.dateOfService,
    payer: stated.payer,
    modality: stated.modality ?? null,
    modalityMinutes: stated.modalityMinutes ?? {},
    patientStatus: stated.patientStatus ?? null,
    lastProfessionalService: last
      ? {
          date: last.date ?? null,
          sameSpecialty: last.sameSpecialty ?? null,
          sameSubspecialty: last.sameSubspecialty ?? null,
          faceToFace: last.faceToFace ?? null,
        }
      : null,
    mdm: mdmLevel(stated),
    minutes: stated.minutes ?? null,
    discussionMinutes: stated.discussionMinutes ?? null,
    cumulativeMinutes: stated.cumulativeMinutes ?? null,
    excludedMinutes: {
      connectionSetup: out?.connectionSetup ?? 0,
      scheduling: out?.scheduling ?? 0,
      clinicalStaff: out?.clinicalStaff ?? 0,
      otherDate: out?.otherDate ?? 0,
      separatelyReported: out?.separatelyReported ?? 0,
    },
    briefCheckIn: stated.serviceIntent === 'brief-check-in',
    requestedCode: stated.requestedCode ?? null,
    requestedPos: stated.requestedPos ?? null,
    providerType: stated.providerType ?? null,
    billingEntity: stated.billingEntity ?? 'office',
    providerSite: stated.providerSite ?? 'office',
    patientLocation: place
      ? {
          setting: place.setting ?? null,
          state: place.state ?? null,
          country: place.country ?? null,
          rural: place.rural ?? null,
        }
      : null,
    clinicianAuthorizedStates: stated.clinicianAuthorizedStates ?? [],
    initiatedBy: stated.initiatedBy ?? null,
    communicationPurpose: stated.communicationPurpose ?? null,
    audioOnlyReason: stated.audioOnlyReason ?? null,
    clinicianVideoCapable: stated.clinicianVideoCapable ?? null,
    imageReceivedAt: images.receivedAt,
    imageRepliedAt: images.repliedAt,
    replyBusinessHours: replyBusinessHours(stated, images),
    documentation: documentation(stated),
    surroundings: surroundings(stated),
    consultation: consultation(stated),
    coverage: coverage(stated),
    locality: stated.locality ?? null,
    qualifyingApm: stated.qualifyingApm ?? false,
  };
}

/** Recorded times are the evidence: they override hours that were only stated. */
function replyBusinessHours(
  { replyBusinessHours: stated }: StatedEncounter,
  { receivedAt, repliedAt, calendar }: ImageTimes,
): number | null {
  if (receivedAt === null || repliedAt === null) return stated ?? null;
  // Answered before the images came in: the record shows no reply.
  if (repliedAt < receivedAt) return null;
  return 'zone' in calendar
    ? businessHours(receivedAt, repliedAt, calendar.zone)
    : businessHoursAtOffset(receivedAt, repliedAt, calendar.offsetMillis);
}

/** The worksheet is the evidence: it overrides a level that was only stated. */
function mdmLevel({ mdm, mdmWorksheet, dateOfService }: StatedEncounter): EncounterFacts['mdm'] {
  if (!mdmWorksheet) return mdm ?? null;
  return mdmFromWorksheet(mdmWorksheet, dateOfService)?.level ?? null;
}

function documentation(stated: StatedEncounter): EncounterDocumentation {
  return {
    consent: stated.consentDocumented ?? null,
    technology: stated.technologyDocumented ?? null,
    medicalNecessity: stated.medicalNecessityDocumented ?? null,
    eligibilityVerified: stated.eligibilityVerifiedOnDos ?? null,
    eligibilityResult: stated.eligibilityResult ?? null,
    patientAge: stated.patientAge ?? null,
    guardianConsent: stated.guardianConsentDocumented ?? null,
  };
}

function surroundings(stated: StatedEncounter): EncounterSurroundings {
  const visit = stated.visitWithinWindow;
  return {
    relatedEmWithin7Days: stated.relatedEmWithin7Days ?? null,
    leadsToVisitWithin24hOrSoonest: stated.leadsToVisitWithin24hOrSoonest ?? null,
    hoursToVisit: stated.hoursToVisit ?? null,
    postoperativePeriodRelated: stated.postoperativePeriodRelated ?? null,
    priorEvisitInWindow: stated.priorEvisitInWindow ?? null,
    newProblemInWindow: stated.newProblemInWindow ?? null,
    visitWithinWindow: visit
      ? { modality: visit.modality, minutes: visit.minutes ?? null, mdm: visit.mdm ?? null }
      : null,
    sameDayServices: (stated.sameDayServices ?? []).map((one) => ({
      type: one.type,
      minutes: one.minutes ?? 0,
      overlapMinutes: one.overlapMinutes ?? 0,
      sameClinicianGroupSpecialty: one.sameClinicianGroupSpecialty ?? false,
      mdm: one.mdm ?? null,
    })),
    sameMonthServices: stated.sameMonthServices ?? [],
  };
}

function consultation(stated: StatedEncounter): ConsultationFacts {
  return {
    role: stated.role ?? null,
    report: stated.report ?? null,
    discussionShare: stated.consultDiscussionShare ?? null,
    requestDocumented: stated.consultRequestDocumented ?? null,
    consultantSawPatientDaysAgo: stated.consultantSawPatientDaysAgo ?? null,
    priorInterprofessionalDaysAgo: stated.priorInterprofessionalDaysAgo ?? null,
  };
}

function coverage(stated: StatedEncounter): EncounterCoverageFacts {
  return {
    behavioralHealth: stated.behavioralHealth ?? false,
    firstTelehealthVisit: stated.firstTelehealthVisit ?? null,
    lastInPersonVisit: stated.lastInPersonVisit ?? null,
    acuteStroke: stated.acuteStroke ?? false,
    homeDialysis: stated.homeDialysis ?? false,
    substanceUseDisorder: stated.substanceUseDisorder ?? false,
    inPersonBurdensOutweigh: stated.inPersonBurdensOutweigh ?? null,
    federalDemonstration: stated.federalDemonstration ?? false,
    billableVisitWithinYear: stated.billableVisitWithinYear ?? null,
    incidentTo: stated.incidentTo ?? null,
    virtualDirectSupervision: stated.virtualDirectSupervision ?? null,
  };
}
