import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import type { KeyRing } from './keys/key-ring.js';
import { normalizeForLookup, type LookupKind } from './lookup-kind.js';

const IV_BYTES = 12;
const TAG_BYTES = 16;
/** The length of the parts that every encrypted value has. */
const ENCRYPTED = /^([A-Za-z0-9_-]{1,16}):[A-Za-z0-9+/]{38,}={0,2}$/;

/**
 * Encrypts single field values with AES-256-GCM, as `<key id>:base64(iv | tag | ciphertext)`. The field's path is
 * authenticated as well, so a value that was moved to another field does not decrypt.
 */
export class FieldCipher {
  private keys: ReadonlyMap<string, KeyObject>;
  private current: string;
  private readonly lookupKey: KeyObject;
  private readonly lookupBytes: Buffer | undefined;
  private readKeysAgain: (() => void) | null = null;

  constructor(ring: KeyRing) {
    this.keys = derived(ring);
    this.current = ring.current;
    this.lookupBytes = ring.keys[ring.lookup];
    this.lookupKey = derive(this.lookupBytes, 'tally field look-up');
  }

  /** The id of the key that encrypts new values. */
  get currentKeyId(): string {
    return this.current;
  }

  /**
   * Switches to a changed ring.
   * @throws when the ring would change the search hashes, or gives a known id to another key. Stored values could then no
   *   longer be found or read.
   */
  use(ring: KeyRing): void {
    const lookup = ring.keys[ring.lookup];
    if (lookup === undefined || this.lookupBytes === undefined || !lookup.equals(this.lookupBytes))
      throw new Error('the key file names a different key for search hashes');
    const keys = derived(ring);
    for (const [id, key] of keys) {
      const known = this.keys.get(id);
      if (known !== undefined && !known.equals(key))
        throw new Error(`the key file holds a different key under the id "${id}"`);
    }
    this.keys = keys;
    this.current = ring.current;
  }

  /** Sets a function to call when a value has an unknown key, because another process may have added that key. */
  onUnknownKey(readKeysAgain: () => void): void {
    this.readKeysAgain = readKeysAgain;
  }

  /** @param field the path of the field, for example `patients.mrn` */
  encrypt(plain: string, field: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.keyOf(this.current), iv).setAAD(Buffer.from(field));
    const ciphertext = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return `${this.current}:${Buffer.concat([iv, cipher.getAuthTag(), ciphertext]).toString('base64')}`;
  }

  /** @throws when the key is not in the ring, or the value was changed or belongs to another field */
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

  /** The id of the key that encrypted a stored value; null if the value is not encrypted. */
  keyIdOf(stored: string): string | null {
    return ENCRYPTED.exec(stored)?.[1] ?? null;
  }

  /** Whether the value should be encrypted again with the current key. */
  isStale(stored: string): boolean {
    return !stored.startsWith(`${this.current}:`);
  }

  /** A keyed hash (HMAC-SHA-256, hex) for finding an encrypted value. It does not change when keys are rotated. */
  lookupHash(kind: LookupKind, value: string): string {
    return createHmac('sha256', this.lookupKey)
      .update(`${kind}\n${normalizeForLookup(kind, value)}`)
      .digest('hex');
  }

  private keyOf(id: string): KeyObject {
    let key = this.keys.get(id);
    if (key === undefined && this.readKeysAgain !== null) {
      this.readKeysAgain();
      key = this.keys.get(id);
    }
    if (key === undefined) throw new Error(`encryption key "${id.slice(0, 16)}" is not in the key file`);
    return key;
  }
}

function derived(ring: KeyRing): ReadonlyMap<string, KeyObject> {
  return new Map(
    Object.entries(ring.keys).map(([id, bytes]) => [id, derive(bytes, 'tally field encryption')]),
  );
}

function derive(bytes: Buffer | undefined, purpose: string): KeyObject {
  if (bytes === undefined) throw new Error('the key file lacks a key that it names');
  return createSecretKey(Buffer.from(hkdfSync('sha256', bytes, '', purpose, 32)));
}
