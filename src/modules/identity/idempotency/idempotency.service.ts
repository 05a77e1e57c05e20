import { hash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import type { Logger } from 'pino';
import { instant } from '../../../domain/time/instant.js';
import { Clock } from '../../../platform/clock/clock.js';
import { LOGGER } from '../../../platform/logging/logging.module.js';
import type { Principal } from '../../caller/principal.js';
import {
  IdempotencyKeysRepository,
  type ClaimedKey,
  type KnownKey,
  type StoredAnswer,
} from './idempotency-keys.repository.js';

/** Longer than the day that callers may count on. */
const KEPT_MS = 48 * 3_600_000;
/** After so long without a sign of life the process that held a claim is taken for dead. */
const LEASE_MS = 30_000;
const RENEW_EVERY_MS = 10_000;
const CLAIM_BYTES = 12;
const TRIES_MAX = 5;

export interface KeyedRequest {
  readonly key: string;
  /** Method, address and body in one text: a retry says the same. */
  readonly content: string;
  /** Whether the work may be done again where it is not known what became of it. */
  readonly mayRepeat: boolean;
}

export type Begun =
  | { readonly outcome: 'claimed'; readonly held: HeldKey }
  | { readonly outcome: 'answered'; readonly answer: StoredAnswer }
  | { readonly outcome: 'other_request' | 'under_way' | 'unknown' };

/** A key whose request this process works on. */
export interface HeldKey {
  /** The answer that every further request with the key gets. */
  answer(answer: StoredAnswer): Promise<void>;
  /** Nothing was done: the key may be used again. */
  release(): Promise<void>;
  /** What was done is not known; the claim ends by itself. */
  abandon(): void;
}

/** Keys with which callers make a request safe to send again. */
@Injectable()
export class IdempotencyService {
  constructor(
    private readonly keys: IdempotencyKeysRepository,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Claims the key before any work, so that of requests at the same time one alone works. */
  async begin(principal: Principal, { key, content, mayRepeat }: KeyedRequest): Promise<Begun> {
    const id = hash('sha256', JSON.stringify([principal.kind, principal.id, key]));
    const requestHash = hash('sha256', JSON.stringify([key, content]));
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      const claimed = this.newClaim(id, requestHash);
      if (await this.keys.insert(principal, claimed))
        return { outcome: 'claimed', held: this.hold(principal, claimed) };
      const known = await this.keys.find(principal, id);
      if (known === null) continue;
      const standing = this.judge(known, requestHash, mayRepeat);
      if (standing !== 'free') return standing;
      if (await this.keys.takeOver(principal, known, claimed))
        return { outcome: 'claimed', held: this.hold(principal, claimed) };
    }
    return { outcome: 'under_way' };
  }

  @Cron(CronExpression.EVERY_HOUR, { waitForCompletion: true })
  async hourly(): Promise<void> {
    try {
      await this.removeExpired();
    } catch (error) {
      this.logger.error({ err: error }, 'old idempotency keys could not be removed');
    }
  }

  /** @returns how many keys were removed */
  removeExpired(): Promise<number> {
    return this.keys.removeExpired(this.clock.now());
  }

  private judge(known: KnownKey, requestHash: string, mayRepeat: boolean): Begun | 'free' {
    const now = this.clock.now();
    if (known.expiresAt <= now) return 'free';
    if (known.requestHash !== requestHash) return { outcome: 'other_request' };
    if (known.answer !== null) return { outcome: 'answered', answer: known.answer };
    if (known.leaseUntil > now) return { outcome: 'under_way' };
    return mayRepeat ? 'free' : { outcome: 'unknown' };
  }

  private newClaim(id: string, requestHash: string): ClaimedKey {
    const now = this.clock.now();
    return {
      id,
      requestHash,
      claim: randomBytes(CLAIM_BYTES).toString('hex'),
      leaseUntil: instant(now + LEASE_MS),
      expiresAt: instant(now + KEPT_MS),
    };
  }

  private hold(principal: Principal, claimed: ClaimedKey): HeldKey {
    // A claim that could not be renewed ends early: then the work may be done twice, as after a crash.
    const renew = () =>
      this.keys
        .renew(principal, claimed, instant(this.clock.now() + LEASE_MS))
        .catch((error: unknown) =>
          this.logger.warn({ err: error }, 'an idempotency claim could not be renewed'),
        );
    const timer = setInterval(() => void renew(), RENEW_EVERY_MS).unref();
    const end = () => clearInterval(timer);
    return {
      answer: (answer) => this.keys.answer(principal, claimed, answer).finally(end),
      release: () => this.keys.release(principal, claimed).finally(end),
      abandon: end,
    };
  }
}
