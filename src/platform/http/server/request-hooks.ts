import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../../config/config.js';
import { ProblemError } from '../../errors/problem-error.js';
import { problemOf } from '../../errors/problem-of.js';
import { sendProblem } from '../../errors/send-problem.js';
import { acceptsLines, NDJSON } from '../limits/accepts-lines.decorator.js';
import { addBodyDigest } from '../limits/body-digest.js';
import { addJsonParser, oversized } from '../limits/request-limits.js';
import type { RequestMetrics } from './request-metrics.js';
import { securityHeaders } from './security-headers.js';

interface RequestParts {
  readonly logger: Logger;
  readonly metrics: RequestMetrics;
  readonly config: Config;
}

/** The hooks that every request passes in addition to its route. Keep them short: they run for every reading. */
export function addRequestHooks(fastify: FastifyInstance, { logger, metrics, config }: RequestParts): void {
  const security = securityHeaders(config);
  fastify.removeContentTypeParser('text/plain');
  addJsonParser(fastify);
  // A backlog may not fit into memory, so its handler reads the stream line by line.
  fastify.addContentTypeParser(NDJSON, (request, payload, done) =>
    acceptsLines(request)
      ? done(null, payload)
      : done(new ProblemError(415, 'This route takes JSON, not NDJSON.')),
  );
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    reply.headers(security);
    const refusal = oversized(request.url, request.raw.rawHeaders) ?? packed(request);
    if (refusal === null) done();
    else sendProblem(reply, problemOf(refusal, request.id));
  });
  addBodyDigest(fastify);
  fastify.addHook('onResponse', (request, reply, done) => {
    metrics.count(request.method, request.routeOptions.url, reply.statusCode);
    done();
  });
  if (!logger.isLevelEnabled('debug')) return;
  fastify.addHook('onResponse', (request, reply, done) => {
    logger.debug(
      {
        requestId: request.id,
        method: request.method,
        // The route's pattern, because a URL may hold a search for a person.
        route: request.routeOptions.url ?? null,
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request',
    );
    done();
  });
}

function packed({ headers }: FastifyRequest): ProblemError | null {
  const encoding = headers['content-encoding'];
  if (encoding === undefined || encoding === 'identity') return null;
  return new ProblemError(415, 'Compressed bodies are not accepted.', [], { 'Accept-Encoding': 'identity' });
}
