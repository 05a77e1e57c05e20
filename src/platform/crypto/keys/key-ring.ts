import { z } from 'zod';

const KEY_BYTES = 32;

const keyId = z.string().regex(/^[A-Za-z0-9_-]{1,16}$/);

const keyFileSchema = z.strictObject({
  current: z.string(),
  lookup: z.string().optional(),
  keys: z.record(keyId, z.base64()),
  retired: z
    .record(keyId, z.strictObject({ publicKey: z.hex().length(64), at: z.iso.datetime() }))
    .optional(),
});

/** A removed key: what still verifies its signatures in the audit log, and until when it may have signed. */
export interface RetiredKey {
  /** Ed25519, hex. */
  readonly publicKey: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** Keys by id. `current` encrypts; `lookup` makes the search hashes, so it must never change; all of them decrypt. */
export interface KeyRing {
  readonly current: string;
  readonly lookup: string;
  readonly keys: Readonly<Record<string, Buffer>>;
  readonly retired?: Readonly<Record<string, RetiredKey>>;
}

/**
 * Parses a key file: `{"current": "k1", "lookup": "k1", "keys": {"k1": "<base64 of 32 bytes>"}}`. Error messages never
 * quote keys.
 */
export function parseKeyRing(text: string): KeyRing {
  const { current, keys: encoded, lookup, retired } = keyFileSchema.parse(parseJson(text));
  const keys: Record<string, Buffer> = {};
  for (const [id, value] of Object.entries(encoded)) {
    const bytes = Buffer.from(value, 'base64');
    if (bytes.length !== KEY_BYTES) throw new Error(`key "${id}" must be ${KEY_BYTES} bytes in base64`);
    keys[id] = bytes;
  }
  const lookupId = lookup ?? Object.keys(keys)[0] ?? current;
  for (const id of [current, lookupId]) {
    if (keys[id] === undefined) throw new Error(`it names the key "${id}" but does not hold it`);
  }
  return { current, lookup: lookupId, keys, ...(retired && { retired }) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('it is not JSON');
  }
}
