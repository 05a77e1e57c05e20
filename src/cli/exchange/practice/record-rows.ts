import { createHash } from 'node:crypto';
import { addDays } from '../../../domain/time/local-date.js';
import type { DeviceInput, EnrollmentInput } from './enrollment.input.js';
import { episodeTerms } from './episode-terms.js';
import type { PayerDirectory } from './payer-directory.js';
import type { PracticeFile, PracticeHead, PracticePatient, PracticeStaff } from './practice-file.js';
import { deviceParameter, toPatientFacts, toPriorClaim, toSmbpReport } from './record-facts.js';

const ID_LENGTH_MAX = 64;

/** Rows of a practice file with the fields of the stored records. The schemas of those records check the rest. */
export function practiceRow(practice: PracticeHead): object {
  const { locality } = practice;
  return {
    name: practice.name ?? practice.id,
    npi: practice.npi ?? null,
    taxId: practice.taxId ?? null,
    zone: practice.timezone,
    locality: locality ? { state: locality.state, number: String(locality.number).padStart(2, '0') } : null,
    placeOfService: practice.placeOfService ?? '11',
    qualifyingApm: practice.qualifyingApm ?? false,
    policy: practice.policy ?? {},
  };
}

export function staffRow(one: PracticeStaff): object {
  return {
    name: one.name ?? one.id,
    role: one.role,
    npi: one.npi ?? (/^\d{10}$/.test(one.id) ? one.id : null),
    therapyDiscipline: one.therapyDiscipline ?? null,
  };
}

export function practitionersOf(file: PracticeFile): string[] {
  const enrollments = file.patients.flatMap((row) => row.enrollments ?? []);
  return [...new Set(enrollments.map((one) => one.billingPractitionerId))].sort();
}

export function patientRow(row: PracticePatient, payers: PayerDirectory): object {
  const { patient } = row;
  const { zones, establishedPatient, rpmStartedDuringPhe, deathDate, inpatientStays } =
    toPatientFacts(patient);
  return {
    mrn: patient.mrn ?? null,
    name: patient.name ?? null,
    birthDate: patient.birthDate ?? null,
    phone: patient.phone ?? null,
    zones: [...zones, ...(patient.zones ?? [])],
    ...{ establishedPatient, rpmStartedDuringPhe, deathDate, inpatientStays },
    priorClaims: (row.priorClaims ?? []).map(toPriorClaim),
    tcm: listOf(row.tcm).map((one) => ({
      code: one.code,
      dischargeDate: one.dischargeDate,
      contactDate: one.contactDate ?? null,
      faceToFaceDate: one.faceToFaceDate ?? null,
    })),
    apcm: listOf(row.apcm).map(({ code, month }) => ({ code, month })),
    smbpReports: listOf(row.smbp).map(toSmbpReport),
    coverage: [...listedCoverage(row), ...payerCoverage(row, payers)],
  };
}

function listedCoverage(row: PracticePatient): object[] {
  return (row.coverage ?? []).map((one) => ({
    payerId: one.payerId,
    memberId: one.memberId ?? null,
    from: one.from ?? null,
    to: one.to ?? null,
    priorAuthNumber: one.priorAuthNumber ?? null,
  }));
}

function payerCoverage({ payer }: PracticePatient, payers: PayerDirectory): object[] {
  if (!payer) return [];
  const next = payer.then;
  const first = {
    payerId: payers.idOf(payer),
    memberId: payer.memberId ?? null,
    from: null,
    to: payer.until ?? (next ? addDays(next.from, -1) : null),
    priorAuthNumber: payer.priorAuthNumber ?? null,
  };
  if (!next) return [first];
  const second = {
    payerId: payers.idOf(next),
    memberId: next.memberId ?? null,
    from: next.from,
    to: null,
    priorAuthNumber: next.priorAuthNumber ?? null,
  };
  return [first, second];
}

export function enrollmentRow(one: EnrollmentInput, patientId: string): object {
  const withdrawn = one.consentWithdrawnOn ?? null;
  return {
    patientId,
    program: one.program,
    billingPractitionerId: one.billingPractitionerId,
    startDate: one.startDate,
    endDate: one.endDate ?? null,
    endReason: one.endReason ?? null,
    consent: one.consentDate
      ? {
          status: withdrawn === null ? 'given' : 'withdrawn',
          date: one.consentDate,
          method: 'unknown',
          withdrawnOn: withdrawn,
        }
      : null,
    order: one.orderDate ? { date: one.orderDate } : null,
    ...episodeTerms(one),
  };
}

export function deviceRow(device: DeviceInput): object {
  return {
    type: device.type,
    parameter: deviceParameter(device),
    fdaDefinedDevice: device.fdaDefinedDevice ?? false,
    autoUpload: device.autoUpload ?? false,
    validatedForAccuracy: device.validatedForAccuracy ?? false,
  };
}

/** The same assignment gets the same id each time the file is imported. */
export function assignmentRow(device: DeviceInput, patientId: string): object {
  const id = `${device.id}.${patientId}.${device.assignedFrom}`;
  return {
    id: id.length <= ID_LENGTH_MAX ? id : createHash('sha256').update(id).digest('hex'),
    patientId,
    assignedFrom: device.assignedFrom,
    assignedTo: device.assignedTo ?? null,
    setupEducationDate: device.setupEducationDate ?? null,
    orderedBy: device.orderedBy ?? null,
  };
}

function listOf<T>(given: T | readonly T[] | null | undefined): readonly T[] {
  if (given === null || given === undefined) return [];
  return Array.isArray(given) ? given : [given as T];
}
