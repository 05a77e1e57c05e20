import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import type { KeyRing } from './key-ring.js';
import { normaliseForLookup, type LookupKind } from './lookup-kind.js';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts single field values with AES-256-GCM, as `<key id>:base64(iv | tag | ciphertext)`.
 * The field's path is authenticated with it, so a value moved to another field does not decrypt.
 */
export class FieldCipher {
  private readonly keys: ReadonlyMap<string, KeyObject>;
  private readonly lookupKey: KeyObject;
  private readonly current: string;

  constructor(ring: KeyRing) {
    this.keys = new Map(
      Object.entries(ring.keys).map(([id, bytes]) => [id, derive(bytes, 'tally field encryption')]),
    );
    this.lookupKey = derive(ring.keys[ring.lookup], 'tally field look-up');
    this.current = ring.current;
  }

  /** @param field the path of the field, for example `patients.mrn` */
  encrypt(plain: string, field: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.keyOf(this.current), iv).setAAD(Buffer.from(field));
    const ciphertext = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return `${this.current}:${Buffer.concat([iv, cipher.getAuthTag(), ciphertext]).toString('base64')}`;
  }

  /** @throws when the key is not in the ring, or the value was altered or belongs to another field */
  decrypt(stored: string, field: string): string {
    const colon = stored.indexOf(':');
    const bytes = Buffer.from(stored.slice(colon + 1), 'base64');
    const key = this.keyOf(stored.slice(0, Math.max(colon, 0)));
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(field));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  }

  /** Whether the value should be written again under the current key. */
  isStale(stored: string): boolean {
    return !stored.startsWith(`${this.current}:`);
  }

  /** A keyed hash (HMAC-SHA-256, hex) that finds an encrypted value again; it survives key rotation. */
  lookupHash(kind: LookupKind, value: string): string {
    return createHmac('sha256', this.lookupKey)
      .update(`${kind}\n${normaliseForLookup(kind, value)}`)
      .digest('hex');
  }

  private keyOf(id: string): KeyObject {
    const key = this.keys.get(id);
    if (key === undefined) throw new Error(`encryption key "${id.slice(0, 16)}" is not in the key file`);
    return key;
  }
}

function derive(bytes: Buffer | undefined, purpose: string): KeyObject {
  if (bytes === undefined) throw new Error('the key file lacks a key that it names');
  return createSecretKey(Buffer.from(hkdfSync('sha256', bytes, '', purpose, 32)));
}
