import { z } from 'zod';
import { localDateField, procedureCode } from '../practices/field-schemas.js';

const ROWS_MAX = 5000;
const index = z.number().min(0).max(10);
const units = z.number().min(0).max(10_000);

const relativeValue = z.strictObject({
  code: procedureCode,
  status: z.string().max(4),
  work: units,
  practiceNonFacility: units,
  practiceFacility: units,
  malpractice: units,
});
const gpci = z.strictObject({
  state: z.string().regex(/^[A-Z]{2}$/),
  locality: z.string().regex(/^\d{2}$/),
  work: index,
  practice: index,
  malpractice: index,
});
const mue = z.strictObject({
  code: procedureCode,
  units: z.int().min(0).max(10_000),
  /** Medicare's adjudication indicator: 1 a line, 2 a date of service by policy, 3 by clinical data. */
  adjudication: z.enum(['1', '2', '3']),
});

/** How the release calls itself, and the first date of service that it holds for. */
const head = { release: z.string().trim().min(1).max(100), from: localDateField };

/** One of CMS's quarterly files, cut down to the codes of the rulebook; never a descriptor. */
export const releaseContent = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('relative_values'),
    ...head,
    rows: z.array(relativeValue).min(1).max(ROWS_MAX),
  }),
  z.strictObject({ kind: z.literal('gpci'), ...head, rows: z.array(gpci).min(1).max(ROWS_MAX) }),
  z.strictObject({ kind: z.literal('mue'), ...head, rows: z.array(mue).min(1).max(ROWS_MAX) }),
]);
export type ReleaseContent = z.output<typeof releaseContent>;

/** A loaded release; its id is its kind and its first date, so that loading a file again changes nothing. */
export type RulebookRelease = ReleaseContent & { readonly id: string; readonly version: number };

export function releaseId({ kind, from }: ReleaseContent): string {
  return `${kind}-${from}`;
}
