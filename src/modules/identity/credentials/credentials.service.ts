import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { invariant } from '../../../domain/invariant.js';
import { formatInstant, instant, type Instant } from '../../../domain/time/instant.js';
import { Clock } from '../../../platform/clock/clock.js';
import { AuditService } from '../../audit/audit.service.js';
import { GATEWAY_SCOPES, type Principal } from '../../caller/principal.js';
import { CredentialCheck } from './credential-check.js';
import type { Credential, CredentialRequest } from './credential.js';
import { CredentialsRepository } from './credentials.repository.js';
import { newToken, tokenHash } from './token.js';

const MINUTE_MS = 60_000;

/** Only this answer holds the token or signing secret. It cannot be read again. */
export interface Issued {
  readonly credential: Credential;
  readonly token: string;
}

type Rotation =
  | ({ readonly outcome: 'rotated'; readonly replaced: Credential } & Issued)
  | { readonly outcome: 'not_found' | 'not_in_force' | 'already_replaced' };

/** Issues, rotates and revokes the credentials of a practice. */
@Injectable()
export class CredentialsService {
  constructor(
    private readonly repository: CredentialsRepository,
    private readonly check: CredentialCheck,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  async issue(principal: Principal, request: CredentialRequest): Promise<Issued> {
    const { kind, scopes, source = null, scheme = 'bearer' } = request;
    if (kind === 'gateway') {
      invariant(source !== null, 'a gateway needs a source');
      invariant(
        scopes.every((scope) => GATEWAY_SCOPES.includes(scope)),
        'a gateway may hold only readings:write',
      );
    }
    invariant(scheme === 'bearer' || kind === 'gateway', 'only gateways sign their requests');
    const credential: Credential = {
      id: newId(),
      kind,
      principalId: request.principalId,
      scopes: [...scopes],
      source,
      staffId: request.staffId ?? null,
      createdAt: this.clock.now(),
      expiresAt: request.expiresAt ?? null,
      revokedAt: null,
      scheme,
      lastUsedAt: null,
      rotatedFrom: null,
      replacedBy: null,
    };
    const { principalId, staffId, expiresAt } = credential;
    const token = newToken(scheme === 'hmac' ? 'hms' : 'tly');
    await this.audit.recorded(
      principal,
      {
        action: 'credentials.issue',
        entity: 'credentials',
        ids: [credential.id],
        after: {
          ...{ principalId, scopes, source, scheme, staffId },
          expiresAt: expiresAt === null ? null : formatInstant(expiresAt),
        },
      },
      () => this.repository.add(principal, credential, secretsOf(credential, token)),
    );
    return { credential, token };
  }

  list(principal: Principal): Promise<Credential[]> {
    return this.repository.list(principal);
  }

  /**
   * Issues a new credential to the same holder, valid for as long as the old one was issued for. The old one ends after
   * the overlap, or at its own expiry if that comes first.
   */
  async rotate(principal: Principal, id: string, overlapMinutes: number): Promise<Rotation> {
    const former = await this.repository.get(principal, id);
    if (former === null) return { outcome: 'not_found' };
    if (former.replacedBy !== null) return { outcome: 'already_replaced' };
    const now = this.clock.now();
    if (former.revokedAt !== null || (former.expiresAt !== null && former.expiresAt <= now))
      return { outcome: 'not_in_force' };
    const { expiresAt, createdAt } = former;
    const credential: Credential = {
      ...former,
      id: newId(),
      createdAt: now,
      expiresAt: expiresAt === null ? null : instant(now + (expiresAt - createdAt)),
      lastUsedAt: null,
      rotatedFrom: id,
    };
    const ends = earlier(expiresAt, instant(now + overlapMinutes * MINUTE_MS));
    const token = newToken(former.scheme === 'hmac' ? 'hms' : 'tly');
    const isRotated = await this.audit
      .recorded(
        principal,
        {
          action: 'credentials.rotate',
          entity: 'credentials',
          ids: [id, credential.id],
          after: { replacedBy: credential.id, overlapMinutes },
        },
        async () => {
          await this.repository.add(principal, credential, secretsOf(credential, token));
          const replacement = { by: credential.id, ends };
          if (await this.repository.replace(principal, id, replacement)) return true;
          await this.repository.remove(principal, credential.id);
          throw new RotatedMeanwhile();
        },
      )
      .catch((error: unknown) => {
        if (error instanceof RotatedMeanwhile) return false;
        throw error;
      });
    this.check.forget(id);
    if (!isRotated) return { outcome: 'already_replaced' };
    return {
      outcome: 'rotated',
      credential,
      token,
      replaced: { ...former, expiresAt: ends, replacedBy: credential.id },
    };
  }

  /**
   * Revokes a credential: at once in this process, within five seconds in others. False when there is no such
   * credential.
   */
  async revoke(principal: Principal, id: string): Promise<boolean> {
    if ((await this.repository.get(principal, id)) === null) return false;
    await this.audit.recorded(
      principal,
      { action: 'credentials.revoke', entity: 'credentials', ids: [id] },
      () => this.repository.revoke(principal, id, this.clock.now()),
    );
    this.check.forget(id);
    return true;
  }

  /** Revokes every token of a person, including one that a rotation adds while this runs. */
  async revokeAllOf(principal: Principal, personId: string, reason: string): Promise<void> {
    for (;;) {
      const held = (await this.repository.list(principal)).filter(
        ({ kind, principalId, revokedAt }) =>
          kind === 'person' && principalId === personId && revokedAt === null,
      );
      if (held.length === 0) return;
      const ids = held.map(({ id }) => id);
      await this.audit.recorded(
        principal,
        {
          action: 'credentials.revoke',
          entity: 'credentials',
          ids,
          reason,
          after: { principalId: personId },
        },
        async () => {
          for (const id of ids) await this.repository.revoke(principal, id, this.clock.now());
        },
      );
      for (const id of ids) this.check.forget(id);
    }
  }
}

/** Another call rotated or revoked the same credential between the read and the write. */
class RotatedMeanwhile extends Error {}

function newId(): string {
  return `cred_${randomBytes(9).toString('base64url')}`;
}

function secretsOf({ scheme }: Credential, token: string): { tokenHash: string; secret: string | null } {
  const hash = tokenHash(token, scheme === 'hmac' ? 'hms' : 'tly');
  invariant(hash !== null, 'a new token has the wrong form');
  return { tokenHash: hash, secret: scheme === 'hmac' ? token : null };
}

function earlier(one: Instant | null, other: Instant): Instant {
  return one !== null && one < other ? one : other;
}
