import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { z } from 'zod';
import { isDuplicateKey } from '../database/duplicate-key.js';
import { pathErrors } from './path-errors.js';
import { ProblemError } from './problem-error.js';
import type { PathError, Problem } from './problem.js';

/** How an error is answered. `isFault`: it is the product's fault, so it is logged with the request's id. */
export interface ProblemAnswer {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
  readonly isFault: boolean;
}

const RETRY_AFTER = { 'Retry-After': '1' };
const UNAVAILABLE =
  /^(StorageUnavailable|MongoNetworkError|MongoNetworkTimeoutError|MongoServerSelectionError|MongooseServerSelectionError|MongoNotConnectedError|MongoPoolClearedError|MongoWaitQueueTimeoutError|MongoTopologyClosedError)$/;
/**
 * MongoDB error codes of a server that is stopping, stepping down, cut off from its majority or out of disk: HostUnreachable, HostNotFound,
 * WriteConcernFailed, NetworkTimeout, ShutdownInProgress, PrimarySteppedDown, ExceededTimeLimit, SocketException,
 * NotWritablePrimary, both Interrupted codes, both NotPrimary codes and OutOfDiskSpace.
 */
const UNAVAILABLE_CODES: ReadonlySet<unknown> = new Set([
  6, 7, 64, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436, 14031,
]);

/** Replaces the framework's messages, which may quote the input. */
const DETAIL_OF_STATUS: Readonly<Record<number, string>> = {
  400: 'The request cannot be read.',
  404: 'There is nothing at this address.',
  406: 'This route cannot answer in the requested media type.',
  408: 'The request took too long to arrive.',
  413: 'The request is too large.',
  414: 'The address is too long.',
  415: 'This media type is not accepted here.',
  429: 'Too many requests.',
  431: 'The headers are too large.',
};

export function problemOf(error: unknown, requestId: string): ProblemAnswer {
  if (error instanceof ProblemError) return ofProblemError(error, requestId);
  if (error instanceof z.ZodError) return rejected(400, 'The input is not valid.', pathErrors(error.issues));
  if (error instanceof HttpException) return ofHttpException(error, requestId);
  if (!(error instanceof Error)) return fault(requestId);
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  if (UNAVAILABLE.test(error.name) || UNAVAILABLE_CODES.has(code)) {
    return {
      ...rejected(503, 'The store is not available; try again.'),
      headers: RETRY_AFTER,
      isFault: true,
    };
  }
  if (isDuplicateKey(error) || error.name === 'VersionError') {
    return rejected(409, 'Another record, or a newer version of this one, already exists.');
  }
  if (typeof code === 'string' && code.startsWith('FST_ERR_CTP_') && typeof statusCode === 'number') {
    return rejected(statusCode, detailOfParser(code, statusCode));
  }
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return rejected(statusCode, DETAIL_OF_STATUS[statusCode]);
  }
  return fault(requestId);
}

function ofProblemError(error: ProblemError, requestId: string): ProblemAnswer {
  if (error.status >= 500) {
    const { problem } = rejected(error.status, error.detail);
    return { problem: { ...problem, requestId }, headers: error.headers, isFault: true };
  }
  const { problem, ...answer } = rejected(error.status, error.detail, error.errors);
  return { ...answer, problem: { ...problem, ...error.members }, headers: error.headers };
}

function ofHttpException(error: HttpException, requestId: string): ProblemAnswer {
  const status = error.getStatus();
  if (status === 503) return { ...rejected(503, 'The service is not ready.'), headers: RETRY_AFTER };
  if (status >= 500) return fault(requestId);
  const response = error.getResponse();
  const own = typeof response === 'object' ? (response as { message?: unknown; errors?: unknown }) : {};
  const message = typeof response === 'string' ? response : own.message;
  // The router's messages quote the URL, and the body parser's quote the body.
  const isFrameworks = typeof message !== 'string' || /^Cannot [A-Z]+ |JSON/.test(message);
  const detail = isFrameworks ? DETAIL_OF_STATUS[status] : message;
  return rejected(status, detail, Array.isArray(own.errors) ? (own.errors as PathError[]) : []);
}

function detailOfParser(code: string, status: number): string | undefined {
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return 'The body is larger than this route accepts.';
  return DETAIL_OF_STATUS[status];
}

function rejected(status: number, detail?: string, errors: readonly PathError[] = []): ProblemAnswer {
  const problem: Problem = {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    ...(detail === undefined ? {} : { detail }),
    ...(errors.length === 0 ? {} : { errors }),
  };
  return { problem, headers: {}, isFault: false };
}

function fault(requestId: string): ProblemAnswer {
  const { problem, headers } = rejected(
    500,
    'Something went wrong on the server. The log has the details under this request id.',
  );
  return { problem: { ...problem, requestId }, headers, isFault: true };
}
