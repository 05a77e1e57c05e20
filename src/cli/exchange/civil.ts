import { z } from 'zod';
import { parseInstant } from '../../domain/time/instant.js';
import { parseLocalDate, type LocalDate } from '../../domain/time/local-date.js';
import { parseYearMonth, type YearMonth } from '../../domain/time/year-month.js';
import { isZone } from '../../domain/time/zone.js';

/** A civil date `YYYY-MM-DD` that exists. */
export const civilDate = z
  .string()
  .refine((text) => parseLocalDate(text) !== null, 'must be a date of the form YYYY-MM-DD')
  .transform((text) => text as LocalDate)
  .meta({ format: 'date' });

/** A calendar month `YYYY-MM`. */
export const civilMonth = z
  .string()
  .refine((text) => parseYearMonth(text) !== null, 'must be a month of the form YYYY-MM')
  .transform((text) => text as YearMonth)
  .meta({ pattern: '^\\d{4}-(0[1-9]|1[0-2])$' });

const WALL_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?$/;

/** True for an ISO 8601 time without an offset that names a real date. */
function isWallTime(text: string): boolean {
  return WALL_TIME.test(text) && parseInstant(`${text}Z`) !== null;
}

/** An instant with an offset, or a wall time in the patient's zone. Worked cases only. */
export const wallOrInstantText = z
  .string()
  .refine((text) => parseInstant(text) !== null || isWallTime(text), 'must be an ISO 8601 time');

/** IANA zone name. */
export const zoneName = z
  .string()
  .refine(isZone, 'must be an IANA time zone, such as America/Chicago')
  .meta({ examples: ['America/Chicago'] });

export const id = z.string().min(1).max(200);
export const code = z.string().regex(/^[A-Z0-9]\d{3}[A-Z0-9]$/, 'must be a five-character code');
