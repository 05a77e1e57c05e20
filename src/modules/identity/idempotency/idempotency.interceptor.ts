import {
  Inject,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { lastValueFrom, of, type Observable } from 'rxjs';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { problemOf } from '../../../platform/errors/problem-of.js';
import { PROBLEM_JSON } from '../../../platform/errors/send-problem.js';
import { LOGGER } from '../../../platform/logging/logging.module.js';
import type { AuthenticatedRequest } from '../../caller/current-principal.decorator.js';
import { noteDisclosed, traceOf } from '../../caller/request-trace.js';
import type { StoredAnswer } from './idempotency-keys.repository.js';
import { IdempotencyService, type HeldKey } from './idempotency.service.js';
import { IDEMPOTENT_POST, type IdempotentPostOptions } from './idempotent-route.js';

const VISIBLE_ASCII = /^[\x21-\x7e]{1,255}$/;
const JSON_TYPE = 'application/json; charset=utf-8';
const KEPT_HEADERS = ['content-type', 'etag', 'location', 'retry-after'] as const;
const UNAVAILABLE = 503;

/** With these answers no work was done. A corrected request with the same key counts as new. */
const NOT_BEGUN: ReadonlySet<number> = new Set([400, 401, 403, 404, 406, 412, 413, 415, 428, 429]);

interface Exchange {
  readonly request: FastifyRequest & AuthenticatedRequest;
  readonly reply: FastifyReply;
}

/** Runs a route once for each `Idempotency-Key`. Without that header it does nothing. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly idempotency: IdempotencyService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  intercept(
    context: ExecutionContext,
    next: CallHandler,
  ): Observable<unknown> | Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<FastifyRequest & AuthenticatedRequest>();
    const key = request.headers['idempotency-key'];
    if (key === undefined) return next.handle();
    if (typeof key !== 'string' || !VISIBLE_ASCII.test(key)) throw unusable();
    return this.once(key, context, next);
  }

  private async once(
    key: string,
    context: ExecutionContext,
    next: CallHandler,
  ): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest & AuthenticatedRequest>();
    const reply = http.getResponse<FastifyReply>();
    if (request.principal === undefined) throw new Error('the route has no principal: it is public');
    const options = Reflect.getMetadata(IDEMPOTENT_POST, context.getHandler()) as IdempotentPostOptions;
    const begun = await this.idempotency.begin(request.principal, {
      key,
      content: JSON.stringify([request.method, request.url, request.body ?? null]),
      mayRepeat: options.lookUp === undefined,
    });
    switch (begun.outcome) {
      case 'reserved':
        return of(await this.work(begun.held, next, { request, reply }));
      case 'answered':
        return of(replayed(begun.answer, { request, reply }));
      case 'other_request':
        throw new ProblemError(422, 'This idempotency key was used for a different request.');
      case 'under_way':
        throw new ProblemError(409, 'The request with this idempotency key is still in progress.', [], {
          'Retry-After': '1',
        });
      case 'unknown':
        throw new ProblemError(
          409,
          `The server stopped while processing this request. Check ${options.lookUp} for what was done, then use a new key.`,
        );
    }
  }

  private async work(held: HeldKey, next: CallHandler, { request, reply }: Exchange): Promise<unknown> {
    let value: unknown;
    try {
      value = await lastValueFrom<unknown, unknown>(next.handle(), { defaultValue: undefined });
    } catch (error) {
      const { problem, headers } = problemOf(error, request.id);
      const noted = notedBy(request);
      const sent = { ...lowerCase(headers), 'content-type': PROBLEM_JSON };
      await this.keep(held, { status: problem.status, headers: sent, body: JSON.stringify(problem), noted });
      throw error;
    }
    const body = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
    await this.keep(held, {
      status: reply.statusCode,
      headers: keptHeaders(reply),
      body,
      noted: notedBy(request),
    });
    return value;
  }

  /** The work is done, so the caller gets its answer even if storing the key fails. */
  private async keep(held: HeldKey, answer: StoredAnswer): Promise<void> {
    // The store is unavailable: nobody knows what it saved, and it would not save this answer either.
    if (answer.status === UNAVAILABLE) return held.abandon();
    try {
      if (NOT_BEGUN.has(answer.status)) await held.release();
      else await held.answer(answer);
    } catch (error) {
      this.logger.error(
        { err: error },
        'the answer to a request with an idempotency key could not be stored',
      );
    }
  }
}

/**
 * Returns the answer in the form that the handler gave it, so that other interceptors, such as the audit log, see the
 * same.
 */
function replayed({ status, headers, body, noted }: StoredAnswer, { request, reply }: Exchange): unknown {
  void reply.status(status).headers(headers).header('Idempotent-Replayed', 'true');
  if (request.principal !== undefined) noteDisclosed(request.principal, noted);
  if (body === '') return undefined;
  // Anything but plain JSON goes out as bytes: text would be encoded as a JSON string a second time.
  return headers['content-type'] === JSON_TYPE ? (JSON.parse(body) as unknown) : Buffer.from(body);
}

function notedBy({ principal }: Exchange['request']): string[] {
  return [...((principal && traceOf(principal)?.noted) ?? [])];
}

function keptHeaders(reply: FastifyReply): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': JSON_TYPE };
  for (const name of KEPT_HEADERS) {
    const value = reply.getHeader(name);
    if (value !== undefined) headers[name] = String(value);
  }
  return headers;
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function unusable(): ProblemError {
  return new ProblemError(400, 'The input is not valid.', [
    { path: 'Idempotency-Key', message: 'must be 1 to 255 visible ASCII characters' },
  ]);
}
