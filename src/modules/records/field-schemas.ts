import { z } from 'zod';
import { isZone } from '../../domain/time/zone.js';

export const zoneField = z.string().max(64).refine(isZone, 'must be an IANA zone such as America/Chicago');

export const procedureCode = z
  .string()
  .regex(/^[A-Z0-9]{5}$/, 'must be a CPT or HCPCS code of five characters such as 99454 or G0511');

export const diagnosisField = z
  .string()
  .regex(/^[A-Z]\d[0-9A-Z](\.?[0-9A-Z]{1,4})?$/, 'must be an ICD-10-CM code such as I10 or E11.9');

export const npiField = z.string().regex(/^\d{10}$/, 'must be an NPI of 10 digits');

export const stateField = z.string().regex(/^[A-Z]{2}$/, 'must be a state of two letters');

/** The name of a person or an organization. */
export const nameField = z.string().trim().min(1, 'must not be empty').max(200);

/** A field that is left out becomes null, so that a stored record and a new one compare field by field. */
export function orNull<T extends z.ZodType>(schema: T) {
  return schema.nullable().default(null);
}
