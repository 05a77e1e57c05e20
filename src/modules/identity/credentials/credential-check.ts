import { timingSafeEqual } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { Injectable } from '@nestjs/common';
import type { Instant } from '../../../domain/time/instant.js';
import { Clock } from '../../../platform/clock/clock.js';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { GATEWAY_SCOPES, type Principal } from '../../caller/principal.js';
import { CredentialsRepository, type OwnedCredential } from './credentials.repository.js';
import { SeenSignatures } from './seen-signatures.js';
import {
  parseSignature,
  SIGNATURE_WINDOW_SECONDS,
  signatureOf,
  type SignedContent,
} from './signed-request.js';
import { tokenHash } from './token.js';

/** The longest time that a revocation by another process can go unnoticed. */
const CACHE_MILLIS = 5000;
const CACHE_ENTRIES_MAX = 10_000;
const USED_EVERY_MILLIS = 3_600_000;
/** For unknown credentials. Checking against it takes as long as checking against a real secret. */
const NOBODYS_SECRET = `hms_${'-'.repeat(43)}`;

interface CachedCredential {
  readonly principal: Principal;
  readonly credentialId: string;
  readonly secret: string | null;
  readonly expiresAt: Instant | null;
  /** On the monotonic clock of the process, because a test that moves the clock must not freeze the cache. */
  readonly readAtMillis: number;
}

/** Finds the caller behind a token or signature. Unknown, expired and revoked credentials all give null. */
@Injectable()
export class CredentialCheck {
  /** Keyed by the token's hash, or by the id of a credential that signs requests. */
  private readonly cache = new Map<string, CachedCredential>();
  private readonly seen = new SeenSignatures();

  constructor(
    private readonly repository: CredentialsRepository,
    private readonly clock: Clock,
  ) {}

  /** Finds the principal of a bearer token. Answers synchronously when the credential is in the cache. */
  bearer(token: string): Principal | null | Promise<Principal | null> {
    const hash = tokenHash(token);
    if (hash === null) return null;
    const cached = this.cached(hash);
    if (cached !== undefined) return this.inForce(cached)?.principal ?? null;
    return this.read(hash, 'bearer', () => this.repository.withTokenHash(hash)).then(
      (found) => found?.principal ?? null,
    );
  }

  /**
   * Finds the principal of a signed request.
   * @throws ProblemError (401) when its timestamp is outside the window or its signature was used before
   */
  async signed(
    authorization: string,
    request: Omit<SignedContent, 'timestampSeconds'>,
  ): Promise<Principal | null> {
    const given = parseSignature(authorization);
    if (given === null) return null;
    const { credentialId, timestampSeconds, signature } = given;
    const nowSeconds = Math.floor(this.clock.now() / 1000);
    if (Math.abs(nowSeconds - timestampSeconds) > SIGNATURE_WINDOW_SECONDS)
      throw new ProblemError(401, 'The timestamp is too far from the clock of this server.');
    const cached = this.cached(credentialId);
    const credential =
      cached === undefined
        ? await this.read(credentialId, 'hmac', () => this.repository.withId(credentialId))
        : this.inForce(cached);
    const expected = signatureOf(credential?.secret ?? NOBODYS_SECRET, { ...request, timestampSeconds });
    const isRight = timingSafeEqual(Buffer.from(expected, 'hex'), Buffer.from(signature, 'hex'));
    if (credential === null || credential.secret === null || !isRight) return null;
    if (!this.seen.take(signature, nowSeconds))
      throw new ProblemError(401, 'The signature was already used.');
    return credential.principal;
  }

  /** Drops a credential from the cache, so that the next request reads it from the store. */
  forget(credentialId: string): void {
    for (const [key, cached] of this.cache) {
      if (cached.credentialId === credentialId) this.cache.delete(key);
    }
  }

  private cached(key: string): CachedCredential | undefined {
    const cached = this.cache.get(key);
    const isFresh = cached !== undefined && performance.now() - cached.readAtMillis <= CACHE_MILLIS;
    return isFresh ? cached : undefined;
  }

  private async read(
    key: string,
    scheme: 'bearer' | 'hmac',
    find: () => Promise<OwnedCredential | null>,
  ): Promise<CachedCredential | null> {
    const readAtMillis = performance.now();
    const found = await find();
    this.cache.delete(key);
    if (found === null || found.credential.revokedAt !== null || found.credential.scheme !== scheme)
      return null;
    const { credential, secret } = found;
    const { id: credentialId, expiresAt } = credential;
    const entry = { principal: principalOf(found), credentialId, secret, expiresAt, readAtMillis };
    this.remember(key, entry);
    if (this.inForce(entry) === null) return null;
    this.noteUse(found);
    return entry;
  }

  private inForce(cached: CachedCredential): CachedCredential | null {
    const { expiresAt } = cached;
    return expiresAt !== null && expiresAt <= this.clock.now() ? null : cached;
  }

  /** Records the use at most once an hour. The request does not wait for it, and it may be lost. */
  private noteUse({ practiceId, credential: { id, lastUsedAt } }: OwnedCredential): void {
    const now = this.clock.now();
    if (lastUsedAt !== null && now - lastUsedAt < USED_EVERY_MILLIS) return;
    this.repository.used({ practiceId, id }, lastUsedAt, now).catch(() => undefined);
  }

  private remember(key: string, entry: CachedCredential): void {
    if (this.cache.size >= CACHE_ENTRIES_MAX) {
      const oldest = this.cache.keys().next();
      if (!oldest.done) this.cache.delete(oldest.value);
    }
    this.cache.set(key, entry);
  }
}

function principalOf({ practiceId, credential }: OwnedCredential): Principal {
  const { kind, scopes, source, staffId } = credential;
  return {
    kind,
    id: credential.principalId,
    practiceId,
    // Whatever scopes are stored, a gateway may only send readings.
    scopes: kind === 'gateway' ? scopes.filter((scope) => GATEWAY_SCOPES.includes(scope)) : scopes,
    source,
    staffId,
  };
}
