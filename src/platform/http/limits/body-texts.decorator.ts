import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** See {@link BodyTexts}; null if the route does not keep texts. */
    bodyTexts: readonly string[] | null;
  }
}

/**
 * The text of each element if the JSON body is an array, otherwise of the whole body, without surrounding whitespace. Only
 * on routes that keep texts. Empty for a body that is not JSON.
 */
export const BodyTexts = createParamDecorator(
  (_data: unknown, context: ExecutionContext): readonly string[] =>
    context.switchToHttp().getRequest<FastifyRequest>().bodyTexts ?? [],
);
