import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemOf } from '../errors/problem-of.js';
import { sendProblem } from '../errors/send-problem.js';

/** The largest JSON body; NDJSON streams have no limit in total. */
export const BODY_BYTES_MAX = 2 * 1024 * 1024;

const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;
const DRAIN_ONLY_IDLE = 'idle';

/** Fastify with the limits that every door of the product has. */
export function createHttpAdapter(): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: BODY_BYTES_MAX,
    genReqId: requestIds(),
    forceCloseConnections: DRAIN_ONLY_IDLE,
    // Nest's middleware layer costs a hook on each request and nothing here uses it.
    skipMiddie: true,
    routerOptions: { maxParamLength: 200 },
    // The router rejects an unreadable address before any filter of the application.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      sendProblem(reply, problemOf(error, request.id));
    },
  });
}

/** The caller's own id when it is a plain word, else one of ours: a random stem per process and a counter. */
function requestIds(): (request: IncomingMessage) => string {
  const stem = randomBytes(6).toString('base64url');
  let count = 0;
  return (request) => {
    const given = request.headers['x-request-id'];
    if (typeof given === 'string' && REQUEST_ID.test(given)) return given;
    count += 1;
    return `${stem}-${count.toString(36)}`;
  };
}
