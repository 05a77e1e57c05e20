import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { problemOf } from './problem-of.js';
import { sendProblem } from './send-problem.js';

/** Turns whatever a route throws into a problem body. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const answer = problemOf(error, request.id);
    if (answer.isFault) {
      const route = request.routeOptions.url ?? null;
      this.logger.error(
        { requestId: request.id, method: request.method, route, err: error },
        'request failed',
      );
    }
    // A streamed answer has begun: all that is left is to break it off.
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    sendProblem(reply, answer);
  }
}
