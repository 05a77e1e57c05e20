import { z } from 'zod';
import { localDateField } from '../../platform/http/input-fields.js';
import { orNull, procedureCode, stateField } from '../records/field-schemas.js';

const ROWS_MAX = 5000;

/** There are many more pairs than codes. The pairs of the rulebook's codes fit. */
const PTP_ROWS_MAX = 15_000;

/** As CMS prints them: indices to three decimals, relative value units to two. */
const index = z.number().positive().max(10).multipleOf(0.001);

const units = z.number().min(0).max(10_000).multipleOf(0.01);

const relativeValue = z.strictObject({
  code: procedureCode,
  status: z.string().max(4),
  work: units,
  practiceNonFacility: units,
  practiceFacility: units,
  malpractice: units,
});

const gpci = z.strictObject({
  state: stateField,
  locality: z.string().regex(/^\d{2}$/, 'must be a locality number of two digits'),
  work: index,
  practice: index,
  malpractice: index,
});

const mue = z.strictObject({
  code: procedureCode,
  units: z.int().min(0).max(10_000),
  /** Medicare's adjudication indicator: 1 per line, 2 per date of service by policy, 3 per date of service by clinical data. */
  adjudication: z.enum(['1', '2', '3']),
});

/** NCCI: column 2 is not paid together with column 1 on these dates of service, both included. */
const ptp = z.strictObject({
  column1: procedureCode,
  column2: procedureCode,
  from: localDateField,
  to: orNull(localDateField),
  /** 0: no modifier separates the two, 1: a modifier may, 9: the edit was withdrawn. */
  modifier: z.enum(['0', '1', '9']),
});

/** The release's own name, and the first date of service it applies to. */
const head = { release: z.string().trim().min(1).max(100), from: localDateField };

/** One of CMS's quarterly files, reduced to the codes of the rulebook and without any descriptor. */
export const releaseContent = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('relative_values'),
      ...head,
      rows: z.array(relativeValue).min(1).max(ROWS_MAX),
    }),
    z.strictObject({ kind: z.literal('gpci'), ...head, rows: z.array(gpci).min(1).max(ROWS_MAX) }),
    z.strictObject({ kind: z.literal('mue'), ...head, rows: z.array(mue).min(1).max(ROWS_MAX) }),
    z.strictObject({ kind: z.literal('ptp'), ...head, rows: z.array(ptp).min(1).max(PTP_ROWS_MAX) }),
  ])
  .superRefine(({ rows }, context) => {
    const seen = new Set<string>();
    rows.forEach((row, at) => {
      if (seen.has(rowKey(row)))
        context.addIssue({ code: 'custom', path: ['rows', at], message: 'appears twice in the release' });
      seen.add(rowKey(row));
    });
  });

export type ReleaseContent = z.output<typeof releaseContent>;

export type ReleaseRow = ReleaseContent['rows'][number];

/** What identifies a row: a code, a locality as `STATE/NUMBER`, or a pair of codes with its first date. */
export function rowKey(row: ReleaseRow): string {
  if ('column1' in row) return `${row.column1}/${row.column2}/${row.from}`;
  return 'code' in row ? row.code : `${row.state}/${row.locality}`;
}
