import type { EnrollmentFacts } from '../../../domain/facts/enrollment.js';
import type { PatientFacts, PriorClaim, SmbpReport } from '../../../domain/facts/patient.js';
import type { DeviceAssignment } from '../../../domain/facts/readings/device.js';
import type { DeviceInput, EnrollmentInput } from './enrollment.input.js';
import { episodeTerms } from './episode-terms.js';
import type { PatientInput, PriorClaimInput, SmbpInput } from './patient.input.js';

/** What a type of device measures, if the file does not say. */
const PARAMETER_OF_TYPE: Readonly<Record<string, string>> = {
  bp_cuff: 'blood_pressure',
  scale: 'weight',
  oximeter: 'spo2',
  cgm: 'glucose',
  glucometer: 'glucose',
  thermometer: 'body_temperature',
  spirometer: 'spirometry',
};

export function deviceParameter(device: DeviceInput): string {
  return device.parameter ?? PARAMETER_OF_TYPE[device.type] ?? device.type;
}

export function toPatientFacts(patient: PatientInput): PatientFacts {
  return {
    id: patient.id,
    zones: [{ zone: patient.timezone, from: null }],
    // Silence is not proof (R3).
    establishedPatient: patient.establishedPatient ?? false,
    rpmStartedDuringPhe: patient.rpmStartedDuringPhe ?? null,
    deathDate: patient.deathDate ?? null,
    inpatientStays: (patient.inpatientStays ?? []).map(({ admit, discharge }) => ({
      admit,
      discharge: discharge ?? null,
    })),
  };
}

export function toEnrollmentFacts(
  one: EnrollmentInput,
  known: { readonly id: string; readonly practiceId: string },
): EnrollmentFacts {
  return {
    id: one.id ?? known.id,
    program: one.program,
    practiceId: one.practiceId ?? known.practiceId,
    billingPractitionerId: one.billingPractitionerId,
    startDate: one.startDate,
    endDate: one.endDate ?? null,
    endReason: one.endReason ?? null,
    consentDate: one.consentDate ?? null,
    consentWithdrawnOn: one.consentWithdrawnOn ?? null,
    orderDate: one.orderDate ?? null,
    ...episodeTerms(one),
    pinnedWindowStart: null,
  };
}

export function toAssignment(device: DeviceInput): DeviceAssignment {
  return {
    deviceId: device.id,
    type: device.type,
    parameter: deviceParameter(device),
    fdaDefinedDevice: device.fdaDefinedDevice ?? false,
    autoUpload: device.autoUpload ?? false,
    validatedForAccuracy: device.validatedForAccuracy ?? false,
    assignedFrom: device.assignedFrom,
    assignedTo: device.assignedTo ?? null,
    setupEducationDate: device.setupEducationDate ?? null,
    orderedBy: device.orderedBy ?? null,
  };
}

export function toPriorClaim(claim: PriorClaimInput): PriorClaim {
  return { code: claim.code, dateOfService: claim.dateOfService, practiceId: claim.practiceId ?? null };
}

export function toSmbpReport(smbp: SmbpInput): SmbpReport {
  return {
    reportedOn: smbp.reportedOn ?? null,
    readings: smbp.readings ?? null,
    averageRecorded: smbp.averageRecorded ?? false,
    planCommunicated: smbp.planCommunicated ?? false,
  };
}
