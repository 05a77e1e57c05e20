import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { problemOf } from './problem-of.js';
import { RefusalLog } from './refusal-log.js';
import type { RefusedRequest } from './refused-request.js';
import { sendProblem } from './send-problem.js';

const NOT_LET_IN: ReadonlySet<number> = new Set([401, 403]);

/** Turns any error of a route into a problem body. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly refusals: RefusalLog;

  constructor(private readonly logger: Logger) {
    this.refusals = new RefusalLog(logger);
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest & RefusedRequest>();
    const reply = http.getResponse<FastifyReply>();
    const answer = problemOf(error, request.id);
    const { status } = answer.problem;
    // The route's pattern, because a URL may hold a search for a person.
    const line = { requestId: request.id, method: request.method, route: request.routeOptions.url ?? null };
    if (answer.isFault) this.logger.error({ ...line, err: error }, 'request failed');
    else {
      const { practiceId, id: caller } = request.refused ?? request.principal ?? {};
      const refusal = { ...line, status, practiceId, caller };
      if (NOT_LET_IN.has(status)) this.logger.warn(refusal, 'request refused');
      else this.refusals.note(refusal);
    }
    // A streamed answer has already started, so it can only be cut off.
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    sendProblem(reply, answer);
  }
}
