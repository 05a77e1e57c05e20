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

/** Runs on the routes with `@Discloses()`. It starts one audit entry per request before the answer is sent. */
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
    const isRecorded = entries > 0 && disclosure.patientIds.every((id) => changed.has(id));
    if (!isRecorded) this.log.record(caller, { action: `${entity}.read`, entity, ...disclosure });
  }
}

/**
 * Reads the disclosure from the answer, or from the bytes of a replayed one. A refusal gives nothing here; it reports
 * the patients it names with notes.
 */
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

/** Reads the patients from a thrown or replayed refusal. They are in its own fields, or in the records it holds. */
function ofProblem(problem: unknown): Disclosure {
  const patientIds = [problem, ...Object.values(problem as object)].flatMap((value: unknown) => {
    const patientId = (value as { readonly patientId?: unknown } | null)?.patientId;
    return typeof patientId === 'string' ? [patientId] : [];
  });
  return { ids: [], patientIds };
}

/** Removes repeated patients. */
function merged({ ids, patientIds }: Disclosure, { noted }: RequestTrace): Disclosure {
  return { ids, patientIds: [...new Set([...patientIds, ...noted])] };
}
