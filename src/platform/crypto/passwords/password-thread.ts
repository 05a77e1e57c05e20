import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { parentPort } from 'node:worker_threads';
import { argon2id, argon2Verify } from 'hash-wasm';
import type { NumberedAnswer, NumberedOrder, PasswordAnswer, PasswordOrder } from './password-messages.js';
import { strengthOf } from './password-strength.js';

/** Argon2id with the minimum of OWASP's Password Storage Cheat Sheet: 19 MiB, two passes, one lane. */
const COST = { memorySize: 19_456, iterations: 2, parallelism: 1, hashLength: 32 } as const;
const SALT_BYTES = 16;

/** One at a time, so that each is timed alone. */
let last: Promise<void> = Promise.resolve();

parentPort?.on('message', (order: NumberedOrder) => {
  last = last.then(() => work(order));
});

async function work({ number, order }: NumberedOrder): Promise<void> {
  const began = performance.now();
  // Only the error's name, because its message might quote the password.
  const answer = await answerTo(order).catch((error: unknown) => ({
    failure: error instanceof Error ? error.name : 'unknown error',
  }));
  parentPort?.postMessage({ number, answer, millis: performance.now() - began } satisfies NumberedAnswer);
}

async function answerTo(order: PasswordOrder): Promise<PasswordAnswer> {
  if (order.kind === 'strength') return { strength: await strengthOf(order.password, order.known) };
  if (order.kind === 'verify')
    return { matches: await argon2Verify({ password: order.password, hash: order.hash }) };
  const hash = await argon2id({
    password: order.password,
    salt: randomBytes(SALT_BYTES),
    ...COST,
    outputType: 'encoded',
  });
  return { hash };
}
