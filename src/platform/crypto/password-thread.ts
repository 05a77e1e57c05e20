import { randomBytes } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { argon2id, argon2Verify } from 'hash-wasm';
import type { NumberedOrder, PasswordAnswer, PasswordOrder } from './password-messages.js';

/** Argon2id as OWASP's Password Storage Cheat Sheet asks at least: 19 MiB, two passes, one lane. */
const COST = { memorySize: 19_456, iterations: 2, parallelism: 1, hashLength: 32 } as const;
const SALT_BYTES = 16;

parentPort?.on('message', ({ number, order }: NumberedOrder) => {
  answerTo(order).then(
    (answer) => parentPort?.postMessage({ number, answer }),
    // The name alone: a message might quote what was hashed.
    (error: unknown) =>
      parentPort?.postMessage({
        number,
        answer: { failure: error instanceof Error ? error.name : 'unknown error' },
      }),
  );
});

async function answerTo(order: PasswordOrder): Promise<PasswordAnswer> {
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
