import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '../../../platform/clock/clock.js';
import { PasswordHasher } from '../../../platform/crypto/passwords/password-hasher.js';
import { LOGGER } from '../../../platform/logging/logging.module.js';
import type { AuditedChange } from '../../audit/audit-entry.js';
import { AuditService } from '../../audit/audit.service.js';
import type { CallOrigin, RequestPrincipal } from '../../caller/request-principal.js';
import { stepOfCode } from '../account-setup/one-time-code.js';
import { passwordFault } from '../account-setup/password-rules.js';
import { newRecoveryCodes, recoveryHash } from '../account-setup/recovery-codes.js';
import { AttemptLimit } from '../attempts/attempt-limit.js';
import { principalOf, type User } from '../users/user.js';
import { UsersRepository } from '../users/users.repository.js';
import type { RequestOrigin } from './session.js';
import { SessionsService, type BegunSession, type OpenSession } from './sessions.service.js';

/** What proves the user's identity. Both parts are needed, and a code works only once. */
export interface Proof {
  readonly password: string;
  /** A one-time code or a recovery code. */
  readonly code: string;
}

interface SignIn extends Proof {
  readonly practiceId: string;
  readonly userId: string;
}

/** The request that asked for it. */
export interface RequestContext extends RequestOrigin {
  readonly requestId: string;
  readonly origin: CallOrigin;
}

type PasswordChange =
  | { readonly outcome: 'changed'; readonly begun: BegunSession }
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'bad_password'; readonly fault: string };

type Method = 'one-time code' | 'recovery code';

/** Signing in, and actions that ask for the password again. Every refusal looks the same, whatever was wrong. */
@Injectable()
export class SignInService {
  constructor(
    private readonly users: UsersRepository,
    private readonly sessions: SessionsService,
    private readonly limit: AttemptLimit,
    private readonly hasher: PasswordHasher,
    private readonly audit: AuditService,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Null: refused.
   * @throws ProblemError 429 when the name or the address is blocked, 503 when too many sign in at once
   */
  async signIn(
    { practiceId, userId, ...proof }: SignIn,
    context: RequestContext,
  ): Promise<BegunSession | null> {
    const name = { practiceId, id: userId };
    const proven = await this.judge(name, context, proof);
    if (proven === null) return null;
    const begun = await this.sessions.begin(proven.user, context);
    // The audit entry is stored before anyone gets the session's token.
    const change = { ...of('sessions.begin', [begun.session.id]), after: { with: proven.method } };
    await this.audit.record(callerOf(proven.user, context), change);
    return begun;
  }

  /** Ends every session of the user and starts a new one for the caller. */
  async changePassword(
    { user }: OpenSession,
    { newPassword, ...proof }: Proof & { readonly newPassword: string },
    context: RequestContext,
  ): Promise<PasswordChange> {
    const fault = await passwordFault(newPassword, wordsOf(user), this.hasher);
    if (fault !== null) return { outcome: 'bad_password', fault };
    const proven = await this.judge(user, context, proof);
    if (proven === null) return { outcome: 'refused' };
    const hash = await this.hasher.hash(newPassword);
    const changed = await this.audit.recorded(callerOf(user, context), of('users.password', [user.id]), () =>
      this.users.setPassword(proven.user, hash),
    );
    if (changed === null) return { outcome: 'refused' };
    await this.sessions.removeEnded(changed);
    return { outcome: 'changed', begun: await this.sessions.begin(changed, context) };
  }

  /** Makes new recovery codes and invalidates the old ones. Null: refused. */
  async renewRecoveryCodes(
    { user }: OpenSession,
    proof: Proof,
    context: RequestContext,
  ): Promise<string[] | null> {
    const proven = await this.judge(user, context, proof);
    if (proven === null) return null;
    const codes = newRecoveryCodes();
    const hashes = codes.flatMap((code) => recoveryHash(code) ?? []);
    const isSet = await this.audit.recorded(
      callerOf(user, context),
      of('users.recovery-codes', [user.id]),
      () => this.users.setRecoveryHashes(proven.user, hashes),
    );
    return isSet ? codes : null;
  }

  /** Whether this is the current code of the user's authenticator and not used before. Recovery codes do not count. */
  async proveCode({ user }: OpenSession, code: string, context: RequestContext): Promise<boolean> {
    const attempt = await this.limit.count(context.address, user);
    let isProven: boolean;
    try {
      const step = stepOfCode(user.secrets.totpSecret, code, this.clock.now());
      isProven = step !== null && (await this.users.takeStep(user, step));
    } catch (error) {
      await attempt.withdraw();
      throw error;
    }
    if (isProven) await attempt.succeed();
    else this.noteRefusal(user, context);
    return isProven;
  }

  /** Ends one of the user's sessions, this one or another. */
  async end({ principal, user }: OpenSession, id: string, context: RequestContext): Promise<void> {
    await this.audit.recorded(callerOf(user, context), of('sessions.end', [id]), () =>
      this.sessions.endOwn(principal, id),
    );
  }

  /** Counts the attempt, then checks the proof. The work is the same whether or not the user exists. */
  private async judge(
    name: { readonly practiceId: string; readonly id: string },
    context: RequestContext,
    proof: Proof,
  ): Promise<{ readonly user: User; readonly method: Method } | null> {
    const attempt = await this.limit.count(context.address, name);
    let found: User | null;
    let method: Method | null;
    try {
      found = await this.users.ofPractice(name.practiceId, name.id);
      method = await this.check(found, proof);
    } catch (error) {
      await attempt.withdraw();
      throw error;
    }
    if (found !== null && method !== null) {
      await attempt.succeed();
      return { user: method === 'recovery code' ? withoutCode(found, proof.code) : found, method };
    }
    if (found !== null) this.noteRefusal(found, context);
    return null;
  }

  private async check(user: User | null, { password, code }: Proof): Promise<Method | null> {
    const active = user !== null && user.disabledAt === null ? user : null;
    const isPassword = await this.hasher.verify(password, active?.secrets.passwordHash ?? null);
    const step = stepOfCode(active?.secrets.totpSecret ?? null, code, this.clock.now());
    const recovery = recoveryHash(code);
    if (active === null || !isPassword) return null;
    if (step !== null) return (await this.users.takeStep(active, step)) ? 'one-time code' : null;
    if (recovery === null) return null;
    return (await this.users.takeRecoveryCode(active, recovery)) ? 'recovery code' : null;
  }

  /** Not awaited: a slower answer for names that exist would reveal which ones do. */
  private noteRefusal(user: User, context: RequestContext): void {
    this.audit
      .record(callerOf(user, context), of('sessions.refuse', [user.id]))
      .catch((error: unknown) =>
        this.logger.error(
          { err: error, requestId: context.requestId },
          'could not record a refused sign-in in the audit log',
        ),
      );
  }
}

function callerOf(user: User, { requestId, origin }: RequestContext): RequestPrincipal {
  return { ...principalOf(user), requestId, origin };
}

function of(action: string, ids: readonly string[]): AuditedChange {
  return { action, entity: action.startsWith('users.') ? 'users' : 'sessions', ids };
}

/** The user without the recovery code that was just used. */
function withoutCode(user: User, code: string): User {
  const used = recoveryHash(code);
  const recoveryHashes = user.secrets.recoveryHashes.filter((hash) => hash !== used);
  return { ...user, secrets: { ...user.secrets, recoveryHashes } };
}

/** The words that someone who guesses the user's password would try first. */
export function wordsOf({ id, practiceId, name }: User): string[] {
  return [id, practiceId, name, ...name.split(/\s+/)];
}
