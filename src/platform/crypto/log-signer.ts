import { createPrivateKey, createPublicKey, hkdfSync, sign, verify, type KeyObject } from 'node:crypto';
import { parseInstant, type Instant } from '../../domain/time/instant.js';
import type { KeyRing, RetiredKey } from './keys/key-ring.js';

const SEED_BYTES = 32;
/** What stands before the seed of an Ed25519 key in PKCS #8 (RFC 8410, section 7), and before a public key in SPKI. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

/** Signs what leaves the audit log: Ed25519, with keys derived from the installation's, so that anybody can check. */
export class LogSigner {
  private currentId: string;
  private keys: ReadonlyMap<string, KeyObject>;
  private retired: readonly RetiredKey[];

  constructor(ring: KeyRing) {
    this.currentId = ring.current;
    this.keys = signingKeys(ring);
    this.retired = Object.values(ring.retired ?? {});
  }

  /** Takes over a ring that was changed meanwhile: its current key signs from now on. */
  use(ring: KeyRing): void {
    this.keys = signingKeys(ring);
    this.currentId = ring.current;
    this.retired = Object.values(ring.retired ?? {});
  }

  /** Of the key that signs now. */
  get keyId(): string {
    return this.currentId;
  }

  /** Hex, of the key that signs now. */
  get publicKey(): string {
    return publicHex(this.current);
  }

  /** Of every key that is or was in the ring: its public half in hex, and when it was taken out; null: it is there. */
  get publicKeys(): ReadonlyMap<string, Instant | null> {
    return new Map([
      ...this.retired.map(({ publicKey, at }) => [publicKey, parseInstant(at)] as const),
      ...Array.from(this.keys.values(), (key) => [publicHex(key), null] as const),
    ]);
  }

  /** Hex, 128 digits. */
  sign(bytes: Uint8Array): string {
    return sign(null, bytes, this.current).toString('hex');
  }

  private get current(): KeyObject {
    const key = this.keys.get(this.keyId);
    if (key === undefined) throw new Error(`no key "${this.keyId}"`);
    return key;
  }
}

/** Whether the holder of the public key signed these bytes; false also for what is no key. */
export function isSignedBy(publicKey: string, bytes: Uint8Array, signature: string): boolean {
  try {
    const der = Buffer.concat([SPKI_HEAD, Buffer.from(publicKey, 'hex')]);
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    return verify(null, bytes, key, Buffer.from(signature, 'hex'));
  } catch {
    return false;
  }
}

/** What proves the signatures of a key once it is gone; hex. */
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
