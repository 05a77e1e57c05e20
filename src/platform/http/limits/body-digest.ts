import { createHash, type Hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';

const hashes = new WeakMap<IncomingMessage, Hash>();

/** Whether the request is signed instead of carrying a token. */
export function isSigned(authorization: string): boolean {
  return /^tally-hmac /i.test(authorization);
}

/**
 * Computes the digest of a signed request's body while the parser reads it. For other requests it costs one comparison.
 */
export function addBodyDigest(fastify: FastifyInstance): void {
  fastify.addHook('preParsing', (request, _reply, payload, done) => {
    const { authorization } = request.headers;
    if (authorization === undefined || !isSigned(authorization)) done(null, payload);
    else done(null, tapped(request.raw, payload));
  });
}

/**
 * SHA-256 in hex of the body as received, once it was read to the end. Without a body, the hash of the empty string.
 */
export function bodyDigest(request: IncomingMessage): string {
  const taken = hashes.get(request) ?? createHash('sha256');
  return taken.copy().digest('hex');
}

function tapped(request: IncomingMessage, payload: Readable): Readable {
  const hash = createHash('sha256');
  hashes.set(request, hash);
  return Readable.from(hashed(payload, hash), { objectMode: false });
}

/**
 * Reads only when it is read itself, so that the server discards a body that is refused unread, as it does any other.
 */
async function* hashed(payload: Readable, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of payload as AsyncIterable<Buffer>) {
    hash.update(chunk);
    yield chunk;
  }
}
