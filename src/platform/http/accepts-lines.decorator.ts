import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

/** A body of lines: one JSON value on each. */
export const NDJSON = 'application/x-ndjson';

interface LinesConfig {
  readonly acceptsLines?: boolean;
}

/** Gives the handler an NDJSON body as a `Readable` of any length; routes without it answer 415 to one. */
export const AcceptsLines = () => RouteConfig({ acceptsLines: true } satisfies LinesConfig);

export function acceptsLines({ routeOptions }: FastifyRequest): boolean {
  return (routeOptions.config as LinesConfig).acceptsLines === true;
}
