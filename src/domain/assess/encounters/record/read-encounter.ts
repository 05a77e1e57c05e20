import type { PayerSpan } from '../../../facts/coverage.js';
import type { EncounterFacts } from '../../../facts/encounter.js';
import type { EncounterOnFile, RecordedEncounter } from '../../../facts/recorded-encounter.js';
import type { ProfileRow } from '../../../rulebook/telehealth/payer-profiles.js';
import type { CodableEncounter, EncounterPayer } from './codable-encounter.js';
import { consentHolds } from './consent.js';
import { payerOn } from './payer-on.js';
import { segmentTime, windowStartOf } from './segment-time.js';
import { statedFacts } from './stated-facts.js';
import { visitSpans } from './visit-spans.js';

/** What it takes to read an encounter: the patient's payers and the practice's settings. */
export interface EncounterSetting {
  readonly payers: readonly PayerSpan[];
  /** The practice's own telehealth profiles. */
  readonly profiles: readonly ProfileRow[];
  readonly payment: Pick<EncounterFacts, 'locality' | 'qualifyingApm'>;
}

/** Reads a recorded encounter: the payer of its date and the facts of this record alone. Running segments do not count. */
export function readEncounter(onFile: EncounterOnFile, setting: EncounterSetting): CodableEncounter {
  const { encounter, snapshot } = onFile;
  const consent = encounter.consent?.status === 'given' ? encounter.consent : null;
  const payer = payerOn(encounter.dateOfService, setting.payers, setting.profiles);
  return {
    id: encounter.id,
    rootId: encounter.rootId,
    patientId: encounter.patientId,
    voided: encounter.status === 'voided',
    clinicianId: encounter.clinicianId,
    specialty: encounter.specialty,
    subspecialty: encounter.subspecialty,
    billingPractitionerId: encounter.billingPractitionerId ?? encounter.clinicianId,
    diagnoses: encounter.diagnoses,
    consent: {
      date: consent?.date ?? null,
      method: consent?.method ?? null,
      takenBy: consent?.takenBy ?? null,
    },
    facts: factsOf(onFile, payer, setting),
    proof: snapshot.proof,
    windowStart: windowStartOf(encounter, snapshot.zone),
    spans: visitSpans(encounter),
    clinicianElsewhere: onFile.clinicianElsewhere,
    payer,
    signed: encounter.signed && {
      by: encounter.signed.by,
      at: encounter.signed.at,
      codes: encounter.signed.assessment.codes,
    },
  };
}

function factsOf(
  { encounter, snapshot }: EncounterOnFile,
  payer: EncounterPayer | null,
  { payment }: EncounterSetting,
): EncounterFacts {
  const { dateOfService: day, consent, platform, eligibilityCheck, guardianConsent } = encounter;
  const time = segmentTime(encounter, snapshot.zone);
  return statedFacts(
    {
      ...encounter,
      payer: payer?.profile ?? '',
      modality: time.modality,
      modalityMinutes: time.modalityMinutes,
      minutes: encounter.minutes ?? time.minutes,
      cumulativeMinutes: encounter.cumulativeMinutes ?? time.cumulativeMinutes,
      discussionMinutes: encounter.discussionMinutes ?? time.discussionMinutes,
      clinicianAuthorizedStates: authorizedStates(encounter),
      consentDocumented: consent === null ? null : consentHolds(encounter, time, payer),
      technologyDocumented: platform === null ? null : platform.secure,
      medicalNecessityDocumented: encounter.medicalNecessity === null ? null : true,
      // An eligibility check counts for its own day only.
      eligibilityVerifiedOnDos: eligibilityCheck === null ? null : eligibilityCheck.checkedOn === day,
      eligibilityResult: eligibilityCheck?.result ?? null,
      patientAge: snapshot.patientAge,
      guardianConsentDocumented: guardianConsent === null ? null : guardianConsent.date <= day,
      locality: payment.locality,
      qualifyingApm: payment.qualifyingApm,
    },
    {
      receivedAt: encounter.imageReceivedAt,
      repliedAt: encounter.imageRepliedAt,
      calendar: { zone: snapshot.zone },
    },
  );
}

function authorizedStates({ authorizations, dateOfService: day }: RecordedEncounter): string[] {
  return authorizations
    .filter(({ from, to }) => (from === null || from <= day) && (to === null || day <= to))
    .map(({ state }) => state);
}
