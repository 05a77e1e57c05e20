import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { problemOf } from './problem-of.js';

export const PROBLEM_JSON = 'application/problem+json';

/** Turns whatever a route throws into a problem body. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const { problem, headers, isFault } = problemOf(error, request.id);
    if (isFault) {
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
    // Sent as text: the serializer for JSON replies does not know this media type.
    void reply
      .status(problem.status)
      .headers(headers)
      .header('Content-Type', PROBLEM_JSON)
      .serializer((body: unknown) => String(body))
      .send(JSON.stringify(problem));
  }
}
