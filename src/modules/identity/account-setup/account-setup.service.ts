import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock/clock.js';
import { PasswordHasher } from '../../../platform/crypto/passwords/password-hasher.js';
import { AuditService } from '../../audit/audit.service.js';
import type { RequestPrincipal } from '../../caller/request-principal.js';
import { AttemptLimit } from '../attempts/attempt-limit.js';
import { tokenHash } from '../credentials/token.js';
import { SessionsService, type BegunSession } from '../sessions/sessions.service.js';
import { wordsOf, type RequestContext } from '../sessions/sign-in.service.js';
import { principalOf, setupSecret, type User } from '../users/user.js';
import { UsersRepository } from '../users/users.repository.js';
import { newTotpSecret, stepOfCode, totpUri } from './one-time-code.js';
import { passwordFault } from './password-rules.js';
import { newRecoveryCodes, recoveryHash } from './recovery-codes.js';

/** What the user enters into an authenticator app. */
interface AccountSetupStart {
  readonly user: User;
  /** Null: the existing authenticator is kept, and its secret is not shown again. */
  readonly totp: { readonly secret: string; readonly uri: string } | null;
}

type AccountSetupEnd =
  | { readonly outcome: 'set_up'; readonly begun: BegunSession; readonly recoveryCodes: readonly string[] }
  | { readonly outcome: 'refused' | 'not_started' | 'wrong_code' }
  | { readonly outcome: 'bad_password'; readonly fault: string };

interface Opened {
  readonly user: User;
  readonly hash: string;
}

/** The holder of a one-time setup token sets a password and an authenticator, which uses up the token. */
@Injectable()
export class AccountSetupService {
  constructor(
    private readonly users: UsersRepository,
    private readonly sessions: SessionsService,
    private readonly limit: AttemptLimit,
    private readonly hasher: PasswordHasher,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /**
   * Answers the same each time. Null for any token that is not valid: unknown, used, expired, or of a disabled user.
   */
  async start(token: string, context: RequestContext): Promise<AccountSetupStart | null> {
    const attempt = await this.limit.count(context.address, null);
    const opened = await this.open(token);
    if (opened === null) return null;
    if (opened.user.secrets.totpSecret !== null) {
      await attempt.succeed();
      return { user: opened.user, totp: null };
    }
    await this.users.propose(opened.user, opened.hash, newTotpSecret());
    const again = await this.open(token);
    const secret = again?.user.secrets.pendingTotpSecret ?? null;
    if (again === null || secret === null) return null;
    await attempt.succeed();
    const { user } = again;
    return { user, totp: { secret, uri: totpUri(secret, `${user.practiceId} ${user.id}`) } };
  }

  async finish(
    { token, password, code }: { readonly token: string; readonly password: string; readonly code: string },
    context: RequestContext,
  ): Promise<AccountSetupEnd> {
    const opened = await this.open(token);
    // A kept authenticator proves the user's identity, so someone who got hold of the token must not guess its codes.
    const isKept = opened !== null && opened.user.secrets.totpSecret !== null;
    const attempt = await this.limit.count(context.address, isKept ? opened.user : null);
    if (opened === null) return { outcome: 'refused' };
    const { user, hash } = opened;
    const secret = setupSecret(user);
    if (secret === null) return { outcome: 'not_started' };
    const fault = await passwordFault(password, wordsOf(user), this.hasher);
    if (fault !== null) {
      await attempt.withdraw();
      return { outcome: 'bad_password', fault };
    }
    const step = stepOfCode(secret, code, this.clock.now());
    if (step === null || (isKept && step <= user.secrets.totpLastStep)) return { outcome: 'wrong_code' };
    const recoveryCodes = newRecoveryCodes();
    const secrets = {
      passwordHash: await this.hasher.hash(password),
      totpLastStep: step,
      recoveryHashes: recoveryCodes.flatMap((each) => recoveryHash(each) ?? []),
    };
    const { requestId, origin } = context;
    const caller: RequestPrincipal = { ...principalOf(user), requestId, origin };
    const readyUser = await this.audit.recorded(
      caller,
      { action: 'users.set-up', entity: 'users', ids: [user.id] },
      () => this.users.setUp(user, hash, secrets),
    );
    if (readyUser === null) return { outcome: 'refused' };
    await attempt.succeed();
    await this.limit.forget(readyUser);
    const begun = await this.sessions.begin(readyUser, context);
    return { outcome: 'set_up', begun, recoveryCodes };
  }

  private async open(token: string): Promise<Opened | null> {
    const hash = tokenHash(token, 'setup');
    const user = hash === null ? null : await this.users.withAccountSetup(hash);
    if (hash === null || user === null || user.disabledAt !== null) return null;
    const { accountSetupExpiresAt } = user;
    return accountSetupExpiresAt === null || accountSetupExpiresAt <= this.clock.now()
      ? null
      : { user, hash };
  }
}
