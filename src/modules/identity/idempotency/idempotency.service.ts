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
  type KnownKey,
  type ReservedKey,
  type StoredAnswer,
} from './idempotency-keys.repository.js';

/** Longer than the 24 hours that callers are promised. */
const KEPT_MS = 48 * 3_600_000;
/** A process that has not renewed its reservation for this long is considered dead. */
const LEASE_MS = 30_000;
const RENEW_EVERY_MS = 10_000;
const RESERVATION_BYTES = 12;
const TRIES_MAX = 5;

interface KeyedRequest {
  readonly key: string;
  /** Method, address and body in one text. A retry has the same text. */
  readonly content: string;
  /** Whether the work may be repeated when its outcome is unknown. */
  readonly mayRepeat: boolean;
}

type Begun =
  | { readonly outcome: 'reserved'; readonly held: HeldKey }
  | { readonly outcome: 'answered'; readonly answer: StoredAnswer }
  | { readonly outcome: 'other_request' | 'under_way' | 'unknown' };

/** A key that this process has reserved. */
export interface HeldKey {
  /** Stores the answer that later requests with the key get. */
  answer(answer: StoredAnswer): Promise<void>;
  /** Nothing was done, so the key may be used again. */
  release(): Promise<void>;
  /** The outcome is unknown. The reservation expires on its own. */
  abandon(): void;
}

/** Idempotency keys, which make a request safe to retry. */
@Injectable()
export class IdempotencyService {
  constructor(
    private readonly keys: IdempotencyKeysRepository,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Reserves the key before any work starts, so that only one of several simultaneous requests does the work. */
  async begin(principal: Principal, { key, content, mayRepeat }: KeyedRequest): Promise<Begun> {
    const id = hash('sha256', JSON.stringify([principal.kind, principal.id, key]));
    const requestHash = hash('sha256', JSON.stringify([key, content]));
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      const reserved = this.newReservation(id, requestHash);
      if (await this.keys.insert(principal, reserved))
        return { outcome: 'reserved', held: this.hold(principal, reserved) };
      const known = await this.keys.find(principal, id);
      if (known === null) continue;
      const verdict = this.judge(known, requestHash, mayRepeat);
      if (verdict !== 'free') return verdict;
      if (await this.keys.takeOver(principal, known, reserved))
        return { outcome: 'reserved', held: this.hold(principal, reserved) };
    }
    return { outcome: 'under_way' };
  }

  @Cron(CronExpression.EVERY_HOUR, { waitForCompletion: true })
  async hourly(): Promise<void> {
    try {
      await this.removeExpired();
    } catch (error) {
      this.logger.error({ err: error }, 'could not remove expired idempotency keys');
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

  private newReservation(id: string, requestHash: string): ReservedKey {
    const now = this.clock.now();
    return {
      id,
      requestHash,
      reservation: randomBytes(RESERVATION_BYTES).toString('hex'),
      leaseUntil: instant(now + LEASE_MS),
      expiresAt: instant(now + KEPT_MS),
    };
  }

  private hold(principal: Principal, reserved: ReservedKey): HeldKey {
    // A reservation that cannot be renewed ends early. The work may then be done twice, as after a crash.
    const renew = () =>
      this.keys
        .renew(principal, reserved, instant(this.clock.now() + LEASE_MS))
        .catch((error: unknown) =>
          this.logger.warn({ err: error }, 'could not renew an idempotency reservation'),
        );
    const timer = setInterval(() => void renew(), RENEW_EVERY_MS).unref();
    const end = () => clearInterval(timer);
    return {
      answer: (answer) => this.keys.answer(principal, reserved, answer).finally(end),
      release: () => this.keys.release(principal, reserved).finally(end),
      abandon: end,
    };
  }
}
