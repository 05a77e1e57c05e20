import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { ProblemError } from '../../errors/problem-error.js';
import type { NumberedAnswer, NumberedOrder, PasswordAnswer, PasswordOrder } from './password-messages.js';

/**
 * The longest anyone waits for a password check. A flood of sign-ins must not pile up; a caller who retries is served
 * sooner.
 */
const WAIT_MILLIS_MAX = 900;
const WAITING_MIN = 4;
const WAITING_MAX = 32;
/** Assumed until the first check has been timed: the figure of a slow machine. */
const FIRST_MILLIS = 100;
/** The weight of the latest duration in the estimate of the next. */
const LATEST_SHARE = 0.2;

/** The hash of a random password. Verifying against it takes as long as against a real one. */
const NOBODYS_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

interface Waiting {
  readonly resolve: (answer: PasswordAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** How many may wait when each takes this long. */
export function waitingMax(millisEach: number): number {
  return Math.min(WAITING_MAX, Math.max(WAITING_MIN, Math.floor(WAIT_MILLIS_MAX / millisEach)));
}

/**
 * Hashes, verifies and rates passwords in a separate thread, one at a time, so that readings never wait for a sign-in.
 */
@Injectable()
export class PasswordHasher implements OnModuleDestroy {
  private worker: Worker | null = null;
  private last = 0;
  private millisEach = FIRST_MILLIS;
  private readonly waiting = new Map<number, Waiting>();

  /** @returns the hash in PHC form @throws ProblemError (503) when too many are waiting */
  async hash(password: string): Promise<string> {
    const answer = await this.ask({ kind: 'hash', password: normalized(password) });
    if ('hash' in answer) return answer.hash;
    throw failureOf(answer);
  }

  /** Without a hash it takes equally long and returns false. @throws ProblemError (503) when too many are waiting */
  async verify(password: string, hash: string | null): Promise<boolean> {
    const order = { kind: 'verify', password: normalized(password), hash: hash ?? NOBODYS_HASH } as const;
    const answer = await this.ask(order);
    if ('matches' in answer) return answer.matches && hash !== null;
    throw failureOf(answer);
  }

  /**
   * @returns 0 to 4
   * @param known words that an attacker would try first
   * @throws ProblemError (503) when too many are waiting
   */
  async strength(password: string, known: readonly string[]): Promise<number> {
    const answer = await this.ask({ kind: 'strength', password, known });
    if ('strength' in answer) return answer.strength;
    throw failureOf(answer);
  }

  async onModuleDestroy(): Promise<void> {
    await this.worker?.terminate();
  }

  private ask(order: PasswordOrder): Promise<PasswordAnswer> {
    if (this.waiting.size >= waitingMax(this.millisEach))
      throw new ProblemError(503, 'Too many people are signing in. Try again.', [], { 'Retry-After': '2' });
    this.worker ??= this.start();
    const { worker } = this;
    const number = ++this.last;
    return new Promise((resolve, reject) => {
      this.waiting.set(number, { resolve, reject });
      // The thread keeps the process alive only while someone waits for it.
      worker.ref();
      worker.postMessage({ number, order } satisfies NumberedOrder);
    });
  }

  private start(): Worker {
    // Always the compiled file, because a thread cannot load TypeScript sources.
    const worker = new Worker(createRequire(import.meta.url).resolve('#password-thread'));
    worker.on('message', ({ number, answer, millis }: NumberedAnswer) => {
      this.millisEach += (millis - this.millisEach) * LATEST_SHARE;
      this.waiting.get(number)?.resolve(answer);
      this.waiting.delete(number);
      if (this.waiting.size === 0) worker.unref();
    });
    worker.on('error', (error) => this.ended(worker, error));
    worker.on('exit', () => this.ended(worker, new Error('The password thread ended')));
    return worker;
  }

  private ended(worker: Worker, error: Error): void {
    if (this.worker !== worker) return;
    this.worker = null;
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}

/** Normalizes characters that can be typed in several ways (NIST SP 800-63B). */
function normalized(password: string): string {
  return password.normalize('NFKC');
}

function failureOf(answer: PasswordAnswer): Error {
  const reason = 'failure' in answer ? answer.failure : 'an answer to another question';
  return new Error(`The password was not processed: ${reason}`);
}
