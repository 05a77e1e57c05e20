import { z } from 'zod';
import { instant } from '../../domain/time/instant.js';
import { localDateField } from '../../platform/http/input-fields.js';
import type { AuditCursor } from './audit.repository.js';

const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 1000;
const TIME_MAX = 8.64e15;
const KEY_LENGTH_MAX = 200;

const placeShape = z
  .tuple([z.int().min(0).max(TIME_MAX), z.string().max(KEY_LENGTH_MAX)])
  .transform(([at, key]): AuditCursor => ({ at: instant(at), key }));
/** Where the previous page ended, and where the last page will end. */
const cursorShape = z.tuple([placeShape, placeShape]);

export const auditPageInput = z.strictObject({
  after: z
    .string()
    .transform((text, context) => {
      const [after, until] = cursorShape.safeParse(parsed(text)).data ?? [];
      if (after !== undefined && until !== undefined) return { after, until };
      context.addIssue({ code: 'custom', message: 'must be the "next" of an earlier page' });
      return z.NEVER;
    })
    .optional(),
  limit: z.coerce.number().int().min(1).max(LIMIT_MAX).default(LIMIT_DEFAULT),
});

/** `from` and `to` are days in UTC, both inclusive. */
export const auditExportInput = z
  .strictObject({ from: localDateField.optional(), to: localDateField.optional() })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ['to'],
    message: 'must not be before "from"',
  });

/** Writes the `next` of a page. */
export function writeAuditCursor(...places: readonly AuditCursor[]): string {
  return Buffer.from(JSON.stringify(places.map(({ at, key }) => [at, key]))).toString('base64url');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown;
  } catch {
    return null;
  }
}
