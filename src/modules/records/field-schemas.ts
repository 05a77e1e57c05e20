import { z } from 'zod';
import { parseInstant, type Instant } from '../../domain/time/instant.js';
import { parseLocalDate, type LocalDate } from '../../domain/time/local-date.js';
import { parseYearMonth, type YearMonth } from '../../domain/time/year-month.js';
import { isZone } from '../../domain/time/zone.js';

/** The id of a record. The client chooses it; it appears in URLs, logs and files. */
export const recordId = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be 1 to 64 letters, digits, dots, hyphens or underscores');

/** An id that another system gave out. Control characters are refused because ids appear in logs and files. */
export const externalIdField = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[^\p{Cc}]+$/u, 'must not hold control characters');

/** A civil date without a zone. */
export const localDateField = z
  .string()
  .refine((text) => parseLocalDate(text) !== null, 'must be a real date of the form YYYY-MM-DD')
  .describe('civil date YYYY-MM-DD') as unknown as z.ZodType<LocalDate, string>;

export const yearMonthField = z
  .string()
  .refine(
    (text) => parseYearMonth(text) !== null,
    'must be a real month of the form YYYY-MM',
  ) as unknown as z.ZodType<YearMonth, string>;

/** Text with an offset becomes an instant. Text without one is refused, because its zone is unknown. */
export const instantField = z.string().transform((text, context): Instant => {
  const parsed = parseInstant(text);
  if (parsed !== null) return parsed;
  context.addIssue({
    code: 'custom',
    message: 'must be an ISO 8601 time with an offset, such as Z or -06:00',
  });
  return z.NEVER;
});

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

/** Free text, trimmed and not empty, with a maximum length in characters. */
export function textField(charactersMax: number) {
  return z.string().trim().min(1).max(charactersMax);
}

/** A field that is left out becomes null, so that a stored record and a new one compare field by field. */
export function orNull<T extends z.ZodType>(schema: T) {
  return schema.nullable().default(null);
}
