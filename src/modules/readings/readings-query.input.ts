import { z } from 'zod';
import { parseLocalDate, type LocalDate } from '../../domain/time/local-date.js';
import { readCursor, type ReadingCursor } from './reading-page.js';

const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 1000;
const REASON_MAX = 500;

const day = z.string().transform((text, context): LocalDate => {
  const parsed = parseLocalDate(text);
  if (parsed !== null) return parsed;
  context.addIssue({ code: 'custom', message: 'Must be a date of the form YYYY-MM-DD.' });
  return z.NEVER;
});

const cursor = z.string().transform((text, context): ReadingCursor => {
  const parsed = readCursor(text);
  if (parsed !== null) return parsed;
  context.addIssue({ code: 'custom', message: 'Must be the nextCursor of an earlier page.' });
  return z.NEVER;
});

const paging = {
  cursor: cursor.optional(),
  limit: z.coerce.number().int().min(1).max(LIMIT_MAX).default(LIMIT_DEFAULT),
};

export const readingsQuery = z.strictObject({
  patientId: z.string().min(1).max(128),
  from: day.optional(),
  to: day.optional(),
  ...paging,
});
export type ReadingsQuery = z.output<typeof readingsQuery>;

export const quarantineQuery = z.strictObject(paging);
export type QuarantineQuery = z.output<typeof quarantineQuery>;

const reason = z
  .string()
  .trim()
  .min(1)
  .max(REASON_MAX)
  .describe('Kept in the audit log: no names or values.');

export const decisionBody = z.strictObject({ reason });
export type DecisionBody = z.output<typeof decisionBody>;

export const resolutionBody = z.strictObject({
  action: z
    .enum(['rederive', 'discard'])
    .describe("rederive: it is the device holder's, look again now; discard: it is nobody's."),
  reason,
});
export type ResolutionBody = z.output<typeof resolutionBody>;
