import { z } from 'zod';
import type { LogStatement } from '../export/log-statement.js';
import type { AuditManifest } from '../manifests/audit-manifest.js';

// The shape of each line that the verifier reads. It must not throw on a line that the product did not write.

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const seq = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
const count = z.number().int().min(0);
const signed = { form: z.number(), practice: z.string(), keyId: z.string(), publicKey: hash };

export const manifestShape: z.ZodType<AuditManifest> = z.object({
  ...signed,
  kind: z.literal('manifest'),
  month: z.string(),
  number: seq,
  madeAt: z.string(),
  writers: z.array(z.object({ writer: z.string(), seq, hash, count })),
  previousHash: hash,
});

export const statementShape: z.ZodType<LogStatement> = z.object({
  ...signed,
  kind: z.literal('statement'),
  madeAt: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  chains: z.array(
    z.object({
      writer: z.string(),
      span: z.object({ first: seq, last: seq, lastHash: hash }).nullable(),
      head: z.object({ seq: count, hash }),
    }),
  ),
  manifests: z.object({ count, lastHash: hash, since: count }),
});

/** Checked by hand, not by zod, because there are millions of entries but only a few signed lines. */
export interface EntryShape {
  readonly practice: string;
  readonly writer: string;
  readonly seq: number;
  readonly id: string;
  readonly previousHash: string;
  readonly action: string;
  readonly state: string;
  readonly at?: unknown;
  readonly after: unknown;
}

export function isEntry(value: unknown): value is EntryShape {
  if (typeof value !== 'object' || value === null) return false;
  const entry = value as Partial<Record<keyof EntryShape, unknown>>;
  return (
    Number.isSafeInteger(entry.seq) &&
    (entry.seq as number) >= 1 &&
    [entry.practice, entry.writer, entry.id, entry.previousHash, entry.action, entry.state].every(
      (each) => typeof each === 'string',
    )
  );
}
