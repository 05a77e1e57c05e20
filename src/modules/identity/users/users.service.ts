import { Injectable } from '@nestjs/common';
import { invariant } from '../../../domain/invariant.js';
import { instant } from '../../../domain/time/instant.js';
import { Clock } from '../../../platform/clock/clock.js';
import type { AuditedChange } from '../../audit/audit-entry.js';
import { AuditService } from '../../audit/audit.service.js';
import type { Principal } from '../../caller/principal.js';
import { AttemptLimit } from '../attempts/attempt-limit.js';
import { CredentialsService } from '../credentials/credentials.service.js';
import { newToken, tokenHash } from '../credentials/token.js';
import { SessionsRepository } from '../sessions/sessions.repository.js';
import { KnownStaff } from './known-staff.js';
import type { User } from './user.js';
import { hasNeededStaff, type NewUserInput } from './users.input.js';
import { UsersRepository, type OpenAccountSetup, type UserChange } from './users.repository.js';

/** How long a setup token is valid. */
const ACCOUNT_SETUP_HOURS = 72;
const HOUR_MS = 3_600_000;

type StartedSetup = { readonly user: User; readonly token: string };
export type Created =
  ({ readonly outcome: 'created' } & StartedSetup) | { readonly outcome: 'exists' | 'staff_unknown' };
export type Changed =
  | { readonly outcome: 'changed'; readonly user: User }
  | { readonly outcome: 'not_found' | 'last_administrator' | 'staff_needed' | 'staff_unknown' };

interface ResetRequest {
  readonly reason: string;
  /** Keeps the user's authenticator. The holder of the setup token must then have that authenticator too. */
  readonly keepAuthenticator?: boolean;
}

/** What administrators do with the users of their practice. */
@Injectable()
export class UsersService {
  constructor(
    private readonly repository: UsersRepository,
    private readonly sessions: SessionsRepository,
    private readonly credentials: CredentialsService,
    private readonly limit: AttemptLimit,
    private readonly staff: KnownStaff,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** Only this answer holds the setup token. Its holder chooses the password. */
  async create(principal: Principal, { id, name, roles, staffId }: NewUserInput): Promise<Created> {
    if ((await this.repository.get(principal, id)) !== null) return { outcome: 'exists' };
    if (!(await this.staff.has(principal, staffId))) return { outcome: 'staff_unknown' };
    const { token, accountSetup } = this.newAccountSetup();
    const user: User = {
      practiceId: principal.practiceId,
      ...{ id, name, roles, staffId },
      createdAt: this.clock.now(),
      disabledAt: null,
      accountSetupExpiresAt: accountSetup.expiresAt,
      secrets: {
        passwordHash: null,
        totpSecret: null,
        totpLastStep: 0,
        recoveryHashes: [],
        pendingTotpSecret: null,
        epoch: 0,
      },
    };
    const isNew = await this.recorded(
      principal,
      { action: 'users.create', ids: [id], after: { roles, staffId } },
      () => this.repository.add(principal, user, accountSetup),
    );
    return isNew ? { outcome: 'created', user, token } : { outcome: 'exists' };
  }

  list(principal: Principal): Promise<User[]> {
    return this.repository.list(principal);
  }

  get(principal: Principal, id: string): Promise<User | null> {
    return this.repository.get(principal, id);
  }

  /** Takes effect with the user's next request. */
  async change(principal: Principal, id: string, change: UserChange): Promise<Changed> {
    const before = await this.repository.get(principal, id);
    if (before === null) return { outcome: 'not_found' };
    const { roles = before.roles, staffId = before.staffId } = change;
    if (!hasNeededStaff(roles, staffId)) return { outcome: 'staff_needed' };
    if (change.staffId !== undefined && !(await this.staff.has(principal, staffId)))
      return { outcome: 'staff_unknown' };
    if (!roles.includes('administrator') && (await this.isLastAdministrator(principal, before)))
      return { outcome: 'last_administrator' };
    const entry = {
      action: 'users.change',
      ids: [id],
      before: { roles: before.roles, staffId: before.staffId },
      after: { roles, staffId, changed: Object.keys(change) },
    };
    return this.unlessLast(() =>
      this.recorded(principal, entry, async () => {
        const user = await this.repository.change(principal, id, change);
        await this.undoIfNoneIsLeft(principal, before, () =>
          this.repository.change(principal, id, { roles: before.roles, staffId: before.staffId }),
        );
        return user;
      }),
    );
  }

  /** Ends every session of the user and revokes every token in the user's name. */
  async disable(principal: Principal, id: string, reason: string): Promise<Changed> {
    const before = await this.repository.get(principal, id);
    if (before === null) return { outcome: 'not_found' };
    if (before.disabledAt !== null) {
      // A token may have been issued since then, or the process may have died before it revoked them all.
      await this.credentials.revokeAllOf(principal, id, reason);
      return { outcome: 'changed', user: before };
    }
    if (await this.isLastAdministrator(principal, before)) return { outcome: 'last_administrator' };
    const outcome = await this.unlessLast(() =>
      this.recorded(principal, { action: 'users.disable', ids: [id], reason }, async () => {
        const user = await this.repository.disable(principal, id, this.clock.now());
        await this.undoIfNoneIsLeft(principal, before, () => this.repository.enable(principal, id));
        return user;
      }),
    );
    if (outcome.outcome === 'changed') {
      await this.credentials.revokeAllOf(principal, id, reason);
      await this.clearSessions(outcome.user);
    }
    return outcome;
  }

  /** The user signs in with the same password and authenticator as before. */
  async enable(principal: Principal, id: string, reason: string): Promise<Changed> {
    const before = await this.repository.get(principal, id);
    if (before === null) return { outcome: 'not_found' };
    if (before.disabledAt === null) return { outcome: 'changed', user: before };
    const user = await this.recorded(principal, { action: 'users.enable', ids: [id], reason }, () =>
      this.repository.enable(principal, id),
    );
    return changed(user);
  }

  /**
   * For a lost device or password, or an expired setup token: the user sets up the account again. Null when there is no
   * such user.
   */
  async reset(
    principal: Principal,
    id: string,
    { reason, keepAuthenticator = false }: ResetRequest,
  ): Promise<StartedSetup | null> {
    if ((await this.repository.get(principal, id)) === null) return null;
    const { token, accountSetup } = this.newAccountSetup();
    const entry = { action: 'users.reset', ids: [id], reason, after: { keepAuthenticator } };
    const user = await this.recorded(principal, entry, () =>
      this.repository.reset(principal, id, { ...accountSetup, keepAuthenticator }),
    );
    await this.credentials.revokeAllOf(principal, id, reason);
    await this.clearSessions(user);
    return user && { user, token };
  }

  /** Lets a user who was locked out try again at once. Null when there is no such user. */
  async unlock(principal: Principal, id: string, reason: string): Promise<User | null> {
    const user = await this.repository.get(principal, id);
    if (user === null) return null;
    await this.recorded(principal, { action: 'users.unlock', ids: [id], reason }, () =>
      this.limit.forget({ practiceId: principal.practiceId, id }),
    );
    return user;
  }

  /** Removes sessions that have already ended from the store. */
  private async clearSessions(user: User | null): Promise<void> {
    if (user !== null) await this.sessions.removeBefore(user.practiceId, user.id, user.secrets.epoch);
  }

  /**
   * Two administrators who disable or demote each other at the same time each still see the other beforehand. So this
   * looks again after the write, and undoes the change when no administrator is left.
   */
  private async undoIfNoneIsLeft(
    principal: Principal,
    before: User,
    undo: () => Promise<unknown>,
  ): Promise<void> {
    if (!isActiveAdministrator(before)) return;
    const users = await this.repository.list(principal);
    if (users.some(isActiveAdministrator)) return;
    await undo();
    throw new NoAdministratorLeft();
  }

  private async unlessLast(write: () => Promise<User | null>): Promise<Changed> {
    try {
      return changed(await write());
    } catch (error) {
      if (error instanceof NoAdministratorLeft) return { outcome: 'last_administrator' };
      throw error;
    }
  }

  private async isLastAdministrator(principal: Principal, user: User): Promise<boolean> {
    if (!isActiveAdministrator(user)) return false;
    const users = await this.repository.list(principal);
    return !users.some((other) => other.id !== user.id && isActiveAdministrator(other));
  }

  private newAccountSetup(): { readonly token: string; readonly accountSetup: OpenAccountSetup } {
    const token = newToken('setup');
    const hash = tokenHash(token, 'setup');
    invariant(hash !== null, 'a new token has the wrong form');
    return {
      token,
      accountSetup: { hash, expiresAt: instant(this.clock.now() + ACCOUNT_SETUP_HOURS * HOUR_MS) },
    };
  }

  private recorded<T>(
    principal: Principal,
    change: Omit<AuditedChange, 'entity'>,
    write: () => Promise<T>,
  ): Promise<T> {
    return this.audit.recorded(principal, { ...change, entity: 'users' }, write);
  }
}

/** Thrown after the change was undone, so that the audit log records it as failed. */
class NoAdministratorLeft extends Error {}

function isActiveAdministrator({ roles, disabledAt }: User): boolean {
  return disabledAt === null && roles.includes('administrator');
}

function changed(user: User | null): Changed {
  return user === null ? { outcome: 'not_found' } : { outcome: 'changed', user };
}
