import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { Injectable } from '@nestjs/common';
import type { Instant } from '../../domain/time/instant.js';
import { Clock } from '../../platform/clock/clock.js';
import { AuditService } from '../audit/audit.service.js';
import type { Credential, CredentialRequest } from './credential.js';
import { CredentialsRepository } from './credentials.repository.js';
import type { Principal } from './principal.js';
import { newToken, tokenHash } from './token.js';

/** How long a revocation by another process may go unnoticed. */
const CACHE_MILLIS = 5000;
const CACHE_ENTRIES_MAX = 10_000;

interface CachedCredential {
  readonly principal: Principal;
  readonly credentialId: string;
  readonly expiresAt: Instant | null;
  /** On the monotonic clock of the process: the moved clock of a test must not freeze the cache. */
  readonly readAtMillis: number;
}

/** Issues, verifies and revokes bearer tokens. */
@Injectable()
export class CredentialsService {
  private readonly cache = new Map<string, CachedCredential>();

  constructor(
    private readonly repository: CredentialsRepository,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** The token is in the answer and nowhere else; it cannot be read again. */
  async issue(
    principal: Principal,
    request: CredentialRequest,
  ): Promise<{ readonly credential: Credential; readonly token: string }> {
    const source = request.source ?? null;
    if (request.kind === 'gateway' && source === null) throw new Error('a gateway needs a source');
    const token = newToken();
    const credential: Credential = {
      id: `cred_${randomBytes(9).toString('base64url')}`,
      kind: request.kind,
      principalId: request.principalId,
      scopes: [...request.scopes],
      source,
      staffId: request.staffId ?? null,
      createdAt: this.clock.now(),
      expiresAt: request.expiresAt ?? null,
      revokedAt: null,
    };
    const after = { principalId: credential.principalId, scopes: credential.scopes };
    await this.audit.recorded(
      principal,
      { action: 'credentials.issue', entity: 'credentials', ids: [credential.id], after },
      () => this.repository.add(principal, credential, hashOf(token)),
    );
    return { credential, token };
  }

  list(principal: Principal): Promise<Credential[]> {
    return this.repository.list(principal);
  }

  /** Ends a credential at once in this process, and within five seconds in others. False when there is none. */
  async revoke(principal: Principal, id: string): Promise<boolean> {
    if (!(await this.repository.exists(principal, id))) return false;
    await this.audit.recorded(
      principal,
      { action: 'credentials.revoke', entity: 'credentials', ids: [id] },
      () => this.repository.revoke(principal, id, this.clock.now()),
    );
    for (const [hash, cached] of this.cache) {
      if (cached.credentialId === id) this.cache.delete(hash);
    }
    return true;
  }

  /** The principal of a token; null alike for one unknown, expired or revoked. Answers without waiting when it lately read the credential. */
  verify(token: string): Principal | null | Promise<Principal | null> {
    const hash = tokenHash(token);
    if (hash === null) return null;
    const cached = this.cache.get(hash);
    if (cached !== undefined && performance.now() - cached.readAtMillis <= CACHE_MILLIS) {
      return this.inForce(cached);
    }
    return this.read(hash);
  }

  private async read(hash: string): Promise<Principal | null> {
    const readAtMillis = performance.now();
    const found = await this.repository.withTokenHash(hash);
    this.cache.delete(hash);
    if (found === null || found.credential.revokedAt !== null) return null;
    const { credential, practiceId } = found;
    const principal: Principal = {
      kind: credential.kind,
      id: credential.principalId,
      practiceId,
      scopes: credential.scopes,
      source: credential.source,
      staffId: credential.staffId,
    };
    const { expiresAt, id: credentialId } = credential;
    const entry = { principal, credentialId, expiresAt, readAtMillis };
    this.remember(hash, entry);
    return this.inForce(entry);
  }

  private inForce(cached: CachedCredential): Principal | null {
    const { expiresAt, principal } = cached;
    return expiresAt !== null && expiresAt <= this.clock.now() ? null : principal;
  }

  private remember(hash: string, entry: CachedCredential): void {
    if (this.cache.size >= CACHE_ENTRIES_MAX) {
      const oldest = this.cache.keys().next();
      if (!oldest.done) this.cache.delete(oldest.value);
    }
    this.cache.set(hash, entry);
  }
}

function hashOf(token: string): string {
  const hash = tokenHash(token);
  if (hash === null) throw new Error('a new token has the wrong form');
  return hash;
}
