import { z } from 'zod';
import { parseInstant, type Instant } from '../../domain/time/instant.js';
import { parseLocalDate, type LocalDate } from '../../domain/time/local-date.js';
import { parseYearMonth, type YearMonth } from '../../domain/time/year-month.js';

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

/** Free text, trimmed and not empty, with a maximum length in characters. */
export function textField(charactersMax: number) {
  return z.string().trim().min(1).max(charactersMax);
}
