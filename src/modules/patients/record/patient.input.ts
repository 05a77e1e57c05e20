import { z } from 'zod';
import { localDateField, recordId, yearMonthField } from '../../../platform/http/input-fields.js';
import { nameField, orNull, procedureCode, stateField } from '../../records/field-schemas.js';
import { coverageList, intervalIssue } from './coverage-list.js';
import { zoneHistory } from './zone-history.js';

const LIST_MAX = 1000;

export const coverageFields = z.strictObject({
  payerId: recordId,
  memberId: orNull(z.string().trim().min(1).max(64)),
  from: orNull(localDateField),
  to: orNull(localDateField),
  priorAuthNumber: orNull(z.string().min(1).max(64)),
});

export const identifiers = {
  mrn: orNull(z.string().trim().min(1).max(64)),
  name: orNull(z.strictObject({ family: nameField, given: nameField })),
  birthDate: orNull(localDateField),
  phone: orNull(z.string().regex(/^[+0-9 ().-]{7,32}$/, 'must be a telephone number')),
  address: orNull(
    z.strictObject({
      line1: nameField,
      line2: orNull(nameField),
      city: nameField,
      state: stateField,
      postalCode: z.string().regex(/^\d{5}(-\d{4})?$/, 'must be a ZIP code'),
    }),
  ),
};

export const facts = {
  establishedPatient: z.boolean().default(false),
  establishedProof: orNull(
    z.strictObject({
      dateOfService: localDateField,
      code: orNull(procedureCode),
      practitionerId: orNull(recordId),
    }),
  ).describe('the visit that proves it'),
  rpmStartedDuringPhe: orNull(localDateField),
  deathDate: orNull(localDateField),
  inpatientStays: z
    .array(z.strictObject({ admit: localDateField, discharge: orNull(localDateField) }))
    .max(LIST_MAX)
    .default([]),
  priorClaims: z
    .array(
      z.strictObject({
        code: procedureCode,
        dateOfService: localDateField,
        practiceId: orNull(z.string().min(1).max(64)),
      }),
    )
    .max(LIST_MAX)
    .default([]),
  tcm: z
    .array(
      z.strictObject({
        code: procedureCode,
        dischargeDate: localDateField,
        contactDate: orNull(localDateField),
        faceToFaceDate: orNull(localDateField),
      }),
    )
    .max(LIST_MAX)
    .default([]),
  apcm: z
    .array(z.strictObject({ code: procedureCode, month: yearMonthField }))
    .max(LIST_MAX)
    .default([]),
  smbpReports: z
    .array(
      z.strictObject({
        reportedOn: orNull(localDateField),
        readings: orNull(z.int().min(0).max(10_000)),
        averageRecorded: z.boolean(),
        planCommunicated: z.boolean(),
      }),
    )
    .max(LIST_MAX)
    .default([]),
};

export const patientContent = z
  .strictObject({
    ...identifiers,
    zones: zoneHistory,
    ...facts,
    coverage: coverageList(coverageFields),
  })
  .superRefine((patient, context) => {
    patient.inpatientStays.forEach(({ admit, discharge }, index) => {
      const message = intervalIssue(admit, discharge);
      if (message !== null)
        context.addIssue({ code: 'custom', path: ['inpatientStays', index, 'discharge'], message });
    });
    if (patient.birthDate !== null && patient.deathDate !== null && patient.deathDate < patient.birthDate)
      context.addIssue({ code: 'custom', path: ['deathDate'], message: 'must not be before the birth date' });
  });

export type PatientContent = z.output<typeof patientContent>;

export type PatientInput = PatientContent & { readonly id: string };
