import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { ProblemError } from '../../errors/problem-error.js';
import type { NumberedAnswer, NumberedOrder, PasswordAnswer, PasswordOrder } from './password-messages.js';

/** Nobody waits longer for a password: a flood of sign-ins must not pile up, and whoever asks again later is served sooner. */
const WAIT_MILLIS_MAX = 900;
const WAITING_MIN = 4;
const WAITING_MAX = 32;
/** Before the first one was timed: a slow machine. */
const FIRST_MILLIS = 100;
/** How much the latest one weighs in what the next is thought to take. */
const LATEST_SHARE = 0.2;

/** The hash of a password that nobody knows: verifying against it costs what verifying a real one costs. */
const NOBODYS_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

interface Waiting {
  readonly resolve: (answer: PasswordAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** How many may wait where each takes so long. */
export function waitingMax(millisEach: number): number {
  return Math.min(WAITING_MAX, Math.max(WAITING_MIN, Math.floor(WAIT_MILLIS_MAX / millisEach)));
}

/** Hashes, verifies and judges passwords in a thread of its own, one at a time: readings must not wait for a sign-in. */
@Injectable()
export class PasswordHasher implements OnModuleDestroy {
  private worker: Worker | null = null;
  private last = 0;
  private millisEach = FIRST_MILLIS;
  private readonly waiting = new Map<number, Waiting>();

  /** @returns the hash in PHC form. @throws ProblemError (503) when too many wait */
  async hash(password: string): Promise<string> {
    const answer = await this.ask({ kind: 'hash', password: normalised(password) });
    if ('hash' in answer) return answer.hash;
    throw failureOf(answer);
  }

  /** Costs the same where there is no hash, and is then false. @throws ProblemError (503) when too many wait */
  async verify(password: string, hash: string | null): Promise<boolean> {
    const order = { kind: 'verify', password: normalised(password), hash: hash ?? NOBODYS_HASH } as const;
    const answer = await this.ask(order);
    if ('matches' in answer) return answer.matches && hash !== null;
    throw failureOf(answer);
  }

  /** From 0 to 4. @param known words that a guesser would try first. @throws ProblemError (503) when too many wait */
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
      throw new ProblemError(503, 'Too many people are signing in; try again.', [], { 'Retry-After': '2' });
    this.worker ??= this.start();
    const { worker } = this;
    const number = ++this.last;
    return new Promise((resolve, reject) => {
      this.waiting.set(number, { resolve, reject });
      // Only what is waited for keeps the process alive.
      worker.ref();
      worker.postMessage({ number, order } satisfies NumberedOrder);
    });
  }

  private start(): Worker {
    // Compiled code, also where the sources run: a thread loads files as they are.
    const worker = new Worker(createRequire(import.meta.url).resolve('#password-thread'));
    worker.on('message', ({ number, answer, millis }: NumberedAnswer) => {
      this.millisEach += (millis - this.millisEach) * LATEST_SHARE;
      this.waiting.get(number)?.resolve(answer);
      this.waiting.delete(number);
      if (this.waiting.size === 0) worker.unref();
    });
    worker.on('error', (error) => this.ended(worker, error));
    worker.on('exit', () => this.ended(worker, new Error('The thread of the passwords ended')));
    return worker;
  }

  private ended(worker: Worker, error: Error): void {
    if (this.worker !== worker) return;
    this.worker = null;
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}

/** One spelling of characters that can be typed in several ways (NIST SP 800-63B). */
function normalised(password: string): string {
  return password.normalize('NFKC');
}

function failureOf(answer: PasswordAnswer): Error {
  const reason = 'failure' in answer ? answer.failure : 'an answer to another question';
  return new Error(`The password was not worked on: ${reason}`);
}
