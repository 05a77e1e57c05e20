import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** See {@link BodyTexts}; null where nobody asked for them. */
    bodyTexts: readonly string[] | null;
  }
}

/**
 * The text of each element where the JSON body is an array, else of the whole body, without blanks around. On routes that
 * keep texts; none for a body that is no JSON.
 */
export const BodyTexts = createParamDecorator(
  (_data: unknown, context: ExecutionContext): readonly string[] =>
    context.switchToHttp().getRequest<FastifyRequest>().bodyTexts ?? [],
);
