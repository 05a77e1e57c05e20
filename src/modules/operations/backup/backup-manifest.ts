import { z } from 'zod';

export const MANIFEST_FILE = 'manifest.json';
/** The store's copy within a backup; named otherwise than in a data folder, so that none is taken for the other. */
export const STORE_COPY = 'store.sqlite';
export const KEYS_COPY = 'tally.keys.json';

const count = z.int().min(0);

export const manifestSchema = z.strictObject({
  /** Of the backup itself. */
  form: z.literal(1),
  /** Of the product that wrote it. */
  version: z.string(),
  /** When the copy was begun: what was acknowledged before is in it. */
  takenAt: z.string(),
  /** Of the store's file. */
  format: count,
  store: z.strictObject({ bytes: count, sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  /** Documents by collection. */
  collections: z.record(z.string(), count),
  /** Where each chain of the audit log ends in the copy, and the first fault on the way there. */
  auditChains: z.array(
    z.strictObject({
      practice: z.string(),
      writer: z.string(),
      entries: count,
      seq: count,
      hash: z.string(),
      fault: z.string().nullable(),
    }),
  ),
  /** The keys that the identifiers in the store need, by id; never the keys themselves. */
  keyIds: z.array(z.string()),
  withKeys: z.boolean(),
});

/** What stands beside the copy, written last: a folder without it is no backup. */
export type BackupManifest = z.output<typeof manifestSchema>;

/** Null when the text is not a manifest that this version reads. */
export function parseManifest(text: string): BackupManifest | null {
  try {
    const result = manifestSchema.safeParse(JSON.parse(text));
    return result.success ? result.data : null;
  } catch {
    return null;
  }
}
