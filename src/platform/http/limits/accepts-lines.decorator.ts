import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

/** A body of lines, each with one JSON value. */
export const NDJSON = 'application/x-ndjson';

interface BodyConfig {
  readonly acceptsLines?: boolean;
  readonly keepsTexts?: boolean;
}

/**
 * Gives the handler an NDJSON body as a `Readable` of any length. Routes without this decorator answer 415 to NDJSON.
 * @param keepsTexts whether the handler stores the text as sent, so that a JSON body comes with its `@BodyTexts()`
 */
export const AcceptsLines = ({ keepsTexts = false } = {}) =>
  RouteConfig({ acceptsLines: true, keepsTexts } satisfies BodyConfig);

export function acceptsLines({ routeOptions }: FastifyRequest): boolean {
  return (routeOptions.config as BodyConfig).acceptsLines === true;
}

export function keepsTexts({ routeOptions }: FastifyRequest): boolean {
  return (routeOptions.config as BodyConfig).keepsTexts === true;
}
