import type { FieldCipher } from '../../../platform/crypto/field-cipher.js';
import { docId } from '../../../platform/database/doc-id.js';
import { parseStored } from '../../records/parse-stored.js';
import { storedPatient, type Patient } from './patient.js';
import { FIELD, PATIENTS, type PatientDoc } from './patient.schema.js';

/** The stored document: every identifier encrypted, with a keyed hash beside each one that can be searched. */
export function toDoc(cipher: FieldCipher, practiceId: string, patient: Patient): PatientDoc {
  const { mrn, name, birthDate, phone, address } = patient;
  return {
    ...patient,
    _id: docId(practiceId, patient.id),
    practiceId,
    ...(patient.erasure && patient.erasure.state !== 'done' && { erasurePending: true as const }),
    mrn: mrn && cipher.encrypt(mrn, FIELD.mrn),
    mrnHash: mrn && cipher.lookupHash('mrn', mrn),
    name: name && {
      family: cipher.encrypt(name.family, FIELD.family),
      given: cipher.encrypt(name.given, FIELD.given),
    },
    birthDate: birthDate && cipher.encrypt(birthDate, FIELD.birthDate),
    birthDateHash: birthDate && cipher.lookupHash('birthDate', birthDate),
    phone: phone && cipher.encrypt(phone, FIELD.phone),
    phoneHash: phone && cipher.lookupHash('phone', phone),
    address: address && cipher.encrypt(JSON.stringify(address), FIELD.address),
    zones: patient.zones.map(({ zone, from }) => ({ zone, from: from === null ? null : new Date(from) })),
    coverage: patient.coverage.map((entry) => ({
      ...entry,
      memberId: entry.memberId && cipher.encrypt(entry.memberId, FIELD.memberId),
      memberIdHash: entry.memberId && cipher.lookupHash('memberId', entry.memberId),
    })),
  };
}

/** @throws when a value was altered, its key is missing, or the document has another shape */
export function fromDoc(cipher: FieldCipher, doc: PatientDoc): Patient {
  return parseStored(storedPatient, PATIENTS, {
    ...doc,
    mrn: doc.mrn && cipher.decrypt(doc.mrn, FIELD.mrn),
    name: nameOf(cipher, doc),
    birthDate: doc.birthDate && cipher.decrypt(doc.birthDate, FIELD.birthDate),
    phone: doc.phone && cipher.decrypt(doc.phone, FIELD.phone),
    address: doc.address && JSON.parse(cipher.decrypt(doc.address, FIELD.address)),
    coverage: doc.coverage.map((entry) => ({
      ...entry,
      memberId: entry.memberId && cipher.decrypt(entry.memberId, FIELD.memberId),
    })),
  });
}

export function nameOf(cipher: FieldCipher, doc: Pick<PatientDoc, 'name'>): Patient['name'] {
  return (
    doc.name && {
      family: cipher.decrypt(doc.name.family, FIELD.family),
      given: cipher.decrypt(doc.name.given, FIELD.given),
    }
  );
}
