import { z } from 'zod';
import { surroundingFields } from '../coding/assess.input.js';

/*
 * Words of a stored record. They are stored unencrypted beside its charges, so each comes from a list and describes nobody.
 */

const procedure = z.string().regex(/^[A-Z0-9]{5}$/, 'must be a procedure code of five characters');
const liveService = z.enum([
  'audio-video',
  'audio-only',
  'video',
  'telephone',
  'in-person',
  'in-person-office',
]);
const service = z.union([
  liveService,
  z.enum(['in-person-hospital', 'brief-check-in', 'online-digital', 'e-visit', 'procedure']),
  procedure,
]);

export const settingWord = z.enum([
  ...['home', 'hotel', 'vehicle', 'workplace', 'temporary-lodging'],
  ...['clinic', 'office', 'hospital', 'skilled-nursing-facility', 'renal-dialysis-facility'],
  ...['school', 'facility', 'other'],
] as [string, ...string[]]);

const { sameDayServices, visitWithinWindow } = surroundingFields;

export const recordWords = {
  requestedCode: procedure.nullish(),
  requestedPos: z
    .string()
    .regex(/^\d{2}$/, 'must be a place of service of two digits')
    .nullish(),
  serviceIntent: z.enum(['visit', 'brief-check-in']).nullish(),
  initiatedBy: z
    .enum(['patient', 'treating-clinician', 'clinician', 'staff', 'other'])
    .nullish()
    .describe('a caregiver counts as the patient'),
  communicationPurpose: z
    .enum(['evaluation-management', 'routine-results', 'patient-data-review', 'scheduling', 'other'])
    .nullish(),
  audioOnlyReason: z
    .enum([
      ...(['patient-cannot-use-video', 'patient-does-not-consent-to-video'] as const),
      ...(['patient-prefers-telephone', 'technical-failure', 'other'] as const),
    ])
    .nullish(),
  role: z.enum(['consultant', 'requester', 'treating']).nullish(),
  sameDayServices: z
    .array(sameDayServices.unwrap().unwrap().element.extend({ type: service }))
    .max(100)
    .nullish(),
  visitWithinWindow: visitWithinWindow
    .unwrap()
    .unwrap()
    .extend({ modality: z.union([liveService, procedure]) })
    .nullish(),
  sameMonthServices: z.array(procedure).max(100).nullish(),
};
