import { z } from 'zod';

export const MANIFEST_FILE = 'manifest.json';
/** The store's copy in a backup. Its name differs from the one in a data folder, so that they cannot be confused. */
export const STORE_COPY = 'store.sqlite';
export const KEYS_COPY = 'tally.keys.json';

const count = z.int().min(0);

export const manifestSchema = z.strictObject({
  /** The format of the backup itself. */
  form: z.literal(1),
  /** The version of the product that wrote it. */
  version: z.string(),
  /** When the copy began. It holds everything that was acknowledged before. */
  takenAt: z.string(),
  /** The format of the store's file. */
  format: count,
  store: z.strictObject({ bytes: count, sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  /** Number of documents by collection. */
  collections: z.record(z.string(), count),
  /** Where each chain of the audit log ends in the copy, and its first fault, if any. */
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
  /** The ids of the keys that the store's identifiers need. Never the keys themselves. */
  keyIds: z.array(z.string()),
  withKeys: z.boolean(),
});

/** The manifest is written last. A folder without it is not a backup. */
export type BackupManifest = z.output<typeof manifestSchema>;

/** @returns null when the text is not a manifest that this version can read */
export function parseManifest(text: string): BackupManifest | null {
  try {
    const result = manifestSchema.safeParse(JSON.parse(text));
    return result.success ? result.data : null;
  } catch {
    return null;
  }
}
