import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, tap, type Observable } from 'rxjs';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import type { AuthenticatedRequest } from '../../caller/current-principal.decorator.js';
import type { RequestPrincipal } from '../../caller/request-principal.js';
import { newTrace, type RequestTrace } from '../../caller/request-trace.js';
import { DisclosureLog } from './disclosure-log.js';
import { DISCLOSURE, type DisclosureRule } from './disclosure-rule.js';
import type { Disclosure } from './disclosure.js';

type Request = FastifyRequest & AuthenticatedRequest;

const NOTHING: Disclosure = { ids: [], patientIds: [] };
const REFUSED_MIN = 400;

/** Stands on the routes that answer patient data, by `@Discloses()`: one entry a request, begun before the answer is sent. */
@Injectable()
export class DisclosureInterceptor implements NestInterceptor {
  constructor(private readonly log: DisclosureLog) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    this.log.requireRoom();
    const rule = Reflect.getMetadata(DISCLOSURE, context.getHandler()) as DisclosureRule;
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const reply = http.getResponse<FastifyReply>();
    const { principal } = request;
    if (principal === undefined) throw new Error('a public route answers patient data');
    const trace = newTrace();
    const caller: RequestPrincipal = { ...(principal as RequestPrincipal), trace };
    request.principal = caller;
    return next.handle().pipe(
      tap({
        error: (error: unknown) => {
          const disclosure = error instanceof ProblemError ? ofProblem(error.members) : NOTHING;
          if (disclosure.patientIds.length > 0) this.record(caller, rule, disclosure);
        },
      }),
      map((answer: unknown) => {
        const disclosure = () => merged(answered(answer, rule, { request, reply }), trace);
        const record = () => this.record(caller, rule, disclosure());
        if (answer instanceof Readable) void finished(answer).then(record, record);
        else if (reply.statusCode < REFUSED_MIN || disclosure().patientIds.length > 0) record();
        return answer;
      }),
    );
  }

  private record(caller: RequestPrincipal, { entity }: DisclosureRule, disclosure: Disclosure): void {
    const { entries, changed } = caller.trace ?? newTrace();
    const isTold = entries > 0 && disclosure.patientIds.every((id) => changed.has(id));
    if (!isTold) this.log.record(caller, { action: `${entity}.read`, entity, ...disclosure });
  }
}

/** What can be read from the answer, or from the bytes of one that is given again; nothing from a refusal, which says by notes whom it names. */
function answered(
  answer: unknown,
  rule: DisclosureRule,
  { request, reply }: { readonly request: Request; readonly reply: FastifyReply },
): Disclosure {
  const body: unknown = Buffer.isBuffer(answer) ? JSON.parse(answer.toString()) : answer;
  if (reply.statusCode >= REFUSED_MIN) return Buffer.isBuffer(answer) ? ofProblem(body) : NOTHING;
  return rule.of(body, {
    params: request.params as Record<string, string>,
    query: request.query as Record<string, string>,
  });
}

/** A refusal that was thrown, or is answered again: whom it names stands beside its words, or in the records there. */
function ofProblem(problem: unknown): Disclosure {
  const patientIds = [problem, ...Object.values(problem as object)].flatMap((value: unknown) => {
    const patientId = (value as { readonly patientId?: unknown } | null)?.patientId;
    return typeof patientId === 'string' ? [patientId] : [];
  });
  return { ids: [], patientIds };
}

/** Each patient once. */
function merged({ ids, patientIds }: Disclosure, { noted }: RequestTrace): Disclosure {
  return { ids, patientIds: [...new Set([...patientIds, ...noted])] };
}
