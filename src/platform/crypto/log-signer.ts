import { createPrivateKey, createPublicKey, hkdfSync, sign, verify, type KeyObject } from 'node:crypto';
import { parseInstant, type Instant } from '../../domain/time/instant.js';
import type { KeyRing, RetiredKey } from './keys/key-ring.js';

const SEED_BYTES = 32;
/** The bytes before the seed of an Ed25519 key in PKCS #8 (RFC 8410, section 7), and before a public key in SPKI. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * Signs exports and manifests of the audit log with Ed25519, so that anyone can verify them. The keys are derived from
 * the installation's.
 */
export class LogSigner {
  private currentId: string;
  private keys: ReadonlyMap<string, KeyObject>;
  private retired: readonly RetiredKey[];

  constructor(ring: KeyRing) {
    this.currentId = ring.current;
    this.keys = signingKeys(ring);
    this.retired = Object.values(ring.retired ?? {});
  }

  /** Switches to a changed ring. Its current key signs from now on. */
  use(ring: KeyRing): void {
    this.keys = signingKeys(ring);
    this.currentId = ring.current;
    this.retired = Object.values(ring.retired ?? {});
  }

  /** The id of the current signing key. */
  get keyId(): string {
    return this.currentId;
  }

  /** The current public key, in hex. */
  get publicKey(): string {
    return publicHex(this.current);
  }

  /** The public key (hex) of every key that is or was in the ring, and when it was removed; null: still there. */
  get publicKeys(): ReadonlyMap<string, Instant | null> {
    return new Map([
      ...this.retired.map(({ publicKey, at }) => [publicKey, parseInstant(at)] as const),
      ...Array.from(this.keys.values(), (key) => [publicHex(key), null] as const),
    ]);
  }

  /** @returns 128 hex digits */
  sign(bytes: Uint8Array): string {
    return sign(null, bytes, this.current).toString('hex');
  }

  private get current(): KeyObject {
    const key = this.keys.get(this.keyId);
    if (key === undefined) throw new Error(`no key "${this.keyId}"`);
    return key;
  }
}

/** Whether the holder of the public key signed these bytes. False for anything that is not a key. */
export function isSignedBy(publicKey: string, bytes: Uint8Array, signature: string): boolean {
  try {
    const der = Buffer.concat([SPKI_HEAD, Buffer.from(publicKey, 'hex')]);
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    return verify(null, bytes, key, Buffer.from(signature, 'hex'));
  } catch {
    return false;
  }
}

/** The public key (hex) that verifies the signatures of a key after it was removed. */
export function publicKeyOf(bytes: Buffer): string {
  return publicHex(signingKey(bytes));
}

function signingKeys(ring: KeyRing): ReadonlyMap<string, KeyObject> {
  return new Map(Object.entries(ring.keys).map(([id, bytes]) => [id, signingKey(bytes)]));
}

function signingKey(bytes: Buffer): KeyObject {
  const seed = hkdfSync('sha256', bytes, '', 'tally audit signature', SEED_BYTES);
  const der = Buffer.concat([PKCS8_HEAD, Buffer.from(seed)]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

function publicHex(key: KeyObject): string {
  const der = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return der.subarray(SPKI_HEAD.length).toString('hex');
}
