import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemOf } from '../../errors/problem-of.js';
import { PROBLEM_JSON, sendProblem } from '../../errors/send-problem.js';
import { GatheringAdapter } from './gathering-adapter.js';
import type { TlsMaterial } from './tls-files.js';

/** The largest JSON body. NDJSON streams have no total limit. */
const BODY_BYTES_MAX = 2 * 1024 * 1024;

/** How long slowly arriving headers may hold a connection. Node checks every five seconds. */
const HEADERS_MS_MAX = 20_000;
const LOOK_EVERY_MS = 5_000;
/**
 * A backlog is sent as fast as it is stored, so it takes minutes, not hours. The sender repeats what was not answered.
 */
const REQUEST_MS_MAX = 10 * 60_000;
const HEADER_BYTES_MAX = 16 * 1024;
const CONNECTIONS_MAX = 4096;

const SERVER_LIMITS = {
  maxHeaderSize: HEADER_BYTES_MAX,
  headersTimeout: HEADERS_MS_MAX,
  connectionsCheckingInterval: LOOK_EVERY_MS,
};

const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;
const DRAIN_ONLY_IDLE = 'idle';

/** Fastify with the limits that apply to every entry point of the product. */
export function createHttpAdapter(tls: TlsMaterial | null): FastifyAdapter {
  const adapter = new GatheringAdapter({
    ...(tls === null ? { http: SERVER_LIMITS } : { https: { ...SERVER_LIMITS, ...tls } }),
    requestTimeout: REQUEST_MS_MAX,
    bodyLimit: BODY_BYTES_MAX,
    genReqId: requestIds(),
    forceCloseConnections: DRAIN_ONLY_IDLE,
    // Nest's middleware layer costs a hook per request, and nothing here uses it.
    skipMiddie: true,
    routerOptions: { maxParamLength: 200 },
    // The router rejects a malformed URL before any filter of the application runs.
    clientErrorHandler: refuseUnreadable,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      sendProblem(reply, problemOf(error, request.id));
    },
  });
  // Further connections wait to be accepted or are closed. Each open one may hold a body in memory.
  adapter.getInstance().server.maxConnections = CONNECTIONS_MAX;
  return adapter;
}

/**
 * The caller's own request id if it is a plain word, otherwise a new one: a random prefix per process and a counter.
 */
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

const STATUS_OF_PARSER: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Input that is not HTTP has no request or reply, so the problem is written to the connection, which then closes. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  const statusCode = STATUS_OF_PARSER[error.code ?? ''] ?? 400;
  const { problem } = problemOf(Object.assign(new Error(), { statusCode }), '');
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${problem.title}`,
    `Content-Type: ${PROBLEM_JSON}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
