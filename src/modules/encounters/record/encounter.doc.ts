import { z } from 'zod';
import type { FieldCipher } from '../../../platform/crypto/field-cipher.js';
import { docId } from '../../../platform/database/doc-id.js';
import { parseStored } from '../../records/parse-stored.js';
import { mdmWorksheetInput } from '../coding/assess.input.js';
import { storedEncounter, type Encounter } from './encounter.js';
import { ENCOUNTERS, SECRET, type EncounterDoc } from './encounter.schema.js';

/** Names, numbers and free text, which could identify a person. */
const secretFields = z.object({
  note: z.string().nullable(),
  medicalNecessity: z.string().nullable(),
  amendReason: z.string().nullable(),
  address: z.string().nullable(),
  guardianName: z.string().nullable(),
  participantNames: z.array(z.string().nullable()),
  eligibilityReference: z.string().nullable(),
  authorizationNumbers: z.array(z.string().nullable()),
  mdmWorksheet: mdmWorksheetInput.nullable(),
});

export function toDoc(cipher: FieldCipher, practiceId: string, encounter: Encounter): EncounterDoc {
  const { note, medicalNecessity, amendReason, patientLocation, guardianConsent, participants } = encounter;
  const { eligibilityCheck, authorizations, mdmWorksheet } = encounter;
  const secret: z.output<typeof secretFields> = {
    note,
    medicalNecessity,
    amendReason,
    address: patientLocation?.address ?? null,
    guardianName: guardianConsent?.name ?? null,
    participantNames: participants.map(({ name }) => name),
    eligibilityReference: eligibilityCheck?.reference ?? null,
    authorizationNumbers: authorizations.map(({ number }) => number),
    mdmWorksheet: mdmWorksheet ?? null,
  };
  return {
    ...encounter,
    _id: docId(practiceId, encounter.id),
    practiceId,
    note: null,
    medicalNecessity: null,
    amendReason: null,
    patientLocation: patientLocation && { ...patientLocation, address: null },
    guardianConsent: guardianConsent && { ...guardianConsent, name: null },
    participants: participants.map((participant) => ({ ...participant, name: null })),
    eligibilityCheck: eligibilityCheck && { ...eligibilityCheck, reference: null },
    authorizations: authorizations.map((authorization) => ({ ...authorization, number: null })),
    ...(mdmWorksheet && { mdmWorksheet: null }),
    secret: cipher.encrypt(JSON.stringify(secret), SECRET),
  } as EncounterDoc;
}

/** @throws if a value was altered, its key is missing, or the document has another shape */
export function fromDoc(cipher: FieldCipher, doc: EncounterDoc): Encounter {
  const encounter = parseStored(storedEncounter, ENCOUNTERS, doc);
  const secret = parseStored(secretFields, ENCOUNTERS, JSON.parse(cipher.decrypt(doc.secret, SECRET)));
  const { patientLocation, guardianConsent, participants, eligibilityCheck, authorizations } = encounter;
  return {
    ...encounter,
    note: secret.note,
    medicalNecessity: secret.medicalNecessity,
    amendReason: secret.amendReason,
    patientLocation: patientLocation && { ...patientLocation, address: secret.address },
    guardianConsent: guardianConsent && { ...guardianConsent, name: secret.guardianName },
    participants: participants.map((participant, index) => ({
      ...participant,
      name: secret.participantNames[index] ?? null,
    })),
    eligibilityCheck: eligibilityCheck && { ...eligibilityCheck, reference: secret.eligibilityReference },
    authorizations: authorizations.map((authorization, index) => ({
      ...authorization,
      number: secret.authorizationNumbers[index] ?? null,
    })),
    ...(secret.mdmWorksheet && { mdmWorksheet: secret.mdmWorksheet }),
  };
}
