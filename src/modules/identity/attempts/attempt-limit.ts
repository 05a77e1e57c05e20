import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { instant, type Instant } from '../../../domain/time/instant.js';
import { Clock } from '../../../platform/clock/clock.js';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { ACCOUNT_ATTEMPTS, ADDRESS_ATTEMPTS, blockSecondsOf, type AttemptPolicy } from './attempt-policy.js';
import { AttemptsRepository, type Attempts } from './attempts.repository.js';

const TRIES_MAX = 50;
const SWEEP_EVERY_SECONDS = 3600;
const LONG_AGO = instant(0);

/** An attempt that has been counted. The caller reports its outcome afterward. */
interface CountedAttempt {
  /** It succeeded: forgets the name's failures and takes one attempt off the address. */
  succeed(): Promise<void>;
  /** It was never checked, so it does not count. */
  withdraw(): Promise<void>;
}

interface Counted {
  readonly key: string;
  readonly blockedBefore: Instant;
}

/**
 * Counts sign-in attempts per name and per address before they are checked. So no more guesses are checked when many
 * arrive at once than when they arrive one by one. Names that do not exist are counted like any other.
 */
@Injectable()
export class AttemptLimit {
  private sweptAt: Instant = LONG_AGO;

  constructor(
    private readonly repository: AttemptsRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError (429, with Retry-After) when the name or the address is blocked */
  async count(address: string, account: AccountName | null): Promise<CountedAttempt> {
    await this.sweep();
    const ofAddress = await this.add(keyOf('address', address), ADDRESS_ATTEMPTS);
    // An attempt on a blocked name still counts for the address; otherwise one address could keep asking forever.
    const ofAccount =
      account && (await this.add(keyOf('account', account.practiceId, account.id), ACCOUNT_ATTEMPTS));
    const takeBack = ({ key, blockedBefore }: Counted) => this.repository.takeBack(key, blockedBefore);
    return {
      succeed: async () => {
        await takeBack(ofAddress);
        if (ofAccount) await this.repository.forget(ofAccount.key);
      },
      withdraw: async () => {
        await takeBack(ofAddress);
        if (ofAccount) await takeBack(ofAccount);
      },
    };
  }

  /** Lets the user try again. */
  async forget({ practiceId, id }: AccountName): Promise<void> {
    await this.repository.forget(keyOf('account', practiceId, id));
  }

  private async add(key: string, policy: AttemptPolicy): Promise<Counted> {
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      const now = this.clock.now();
      const before = await this.repository.get(key);
      const live = before !== null && before.forgottenAt > now ? before : null;
      if (live !== null && live.blockedUntil > now) throw tooMany((live.blockedUntil - now) / 1000);
      if (await this.repository.replace(key, before, nextOf(live, policy, now)))
        return { key, blockedBefore: live?.blockedUntil ?? LONG_AGO };
    }
    throw tooMany(1);
  }

  private async sweep(): Promise<void> {
    const now = this.clock.now();
    if (now - this.sweptAt < SWEEP_EVERY_SECONDS * 1000) return;
    this.sweptAt = now;
    await this.repository.sweep(now);
  }
}

interface AccountName {
  readonly practiceId: string;
  readonly id: string;
}

function nextOf(live: Attempts | null, policy: AttemptPolicy, now: Instant): Attempts {
  const count = (live?.count ?? 0) + 1;
  const blockedUntil = instant(now + blockSecondsOf(policy, count) * 1000);
  const forgottenAt = instant(Math.max(now + policy.forgetSeconds * 1000, blockedUntil));
  return { count, blockedUntil, forgottenAt };
}

function keyOf(kind: 'account' | 'address', ...parts: readonly string[]): string {
  return hash('sha256', JSON.stringify([kind, ...parts]), 'hex');
}

function tooMany(waitSeconds: number): ProblemError {
  const seconds = String(Math.max(1, Math.ceil(waitSeconds)));
  return new ProblemError(429, 'Too many attempts. Wait a little and try again.', [], {
    'Retry-After': seconds,
  });
}
