import { z } from 'zod';
import { count } from '../../../platform/http/answers/answer-fields.js';

export const DISCREPANCIES_MAX = 100;

/**
 * `patients`: an entry's rows do not match the patients that it names. `content`: a row differs from its entry in who, what
 * or when. `no-entry`: rows belong to an entry that is not stored. On a server a process that died can leave such rows,
 * because there rows are stored before their entry. `misplaced`: an entry is stored under the wrong practice or key.
 * `changed`: an entry has no valid time. `entries-outside`, `rows-outside`: `found` of them name the practice but are stored
 * under keys outside its log.
 * `entryId` is null if it concerns many entries. `expected` and `found`: how many patients the entry names, and how many
 * rows there are.
 */
const accessDiscrepancyAnswer = z.strictObject({
  kind: z.enum([
    ...(['patients', 'content', 'no-entry', 'misplaced', 'changed'] as const),
    ...(['entries-outside', 'rows-outside'] as const),
  ]),
  entryId: z.string().nullable(),
  expected: count,
  found: count,
});
export type AccessDiscrepancy = z.output<typeof accessDiscrepancyAnswer>;

/** Lists the first discrepancies; `count` says how many there are. */
export const accessVerificationAnswer = z.strictObject({
  entries: count,
  rows: count,
  discrepancies: z.array(accessDiscrepancyAnswer).max(DISCREPANCIES_MAX),
  count,
});
export type AccessVerification = z.output<typeof accessVerificationAnswer>;
