import { STATUS_CODES } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { PROBLEM } from '../../errors/problem.js';
import { PROBLEM_JSON } from '../../errors/send-problem.js';
import { PUBLIC_ROUTE } from '../public.decorator.js';
import { ALSO_REFUSED, ANSWERS, TextBody, type AnswerBodies, type AnswerBody } from './answers.decorator.js';

/** Answers that any route may give: refusals before the route runs, and failures of the server. */
const OF_EVERY_ROUTE = [400, 408, 413, 414, 415, 429, 431, 500, 503];
const OF_KNOWN_CALLERS = [401, 403];
const JSON_TYPE = 'application/json';
const REFUSED_MIN = 400;

type Operation = { responses: object; readonly operationId?: string };
type Schemas = Readonly<Record<string, object>>;

/** Replaces the answers that the generator guessed with the ones that routes declare. */
export function documentAnswers(document: OpenAPIObject, app: INestApplication): void {
  const routes = routesOf(app);
  const { schemas, shared } = convert(routes);
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, ...shared },
    responses: { Problem: refusal({ $ref: '#/components/schemas/Problem' }) as { description: string } },
  };
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const operation of Object.values(operations) as Operation[]) {
      const route = routes.get(operation.operationId ?? '');
      // A path with an id that is too long matches no route.
      const ofAddress = path.includes('{') ? [404] : [];
      operation.responses = route === undefined ? {} : responsesOf(route, { schemas, ofAddress });
    }
  }
}

/** The answers that one route declares. */
interface Route {
  readonly name: string;
  readonly bodies: AnswerBodies;
  readonly refusals: readonly number[];
}

function routesOf(app: INestApplication): ReadonlyMap<string, Route> {
  const routes = new Map<string, Route>();
  for (const module of app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      if (typeof metatype !== 'function') continue;
      for (const [key, handler] of Object.entries(Object.getOwnPropertyDescriptors(metatype.prototype))) {
        const bodies = declared<AnswerBodies>(ANSWERS, handler.value);
        if (bodies === undefined) continue;
        const name = operationName(metatype.name, key);
        const isPublic = declared(PUBLIC_ROUTE, handler.value, metatype) === true;
        const own = declared<readonly number[]>(ALSO_REFUSED, handler.value) ?? [];
        const refusals = [...OF_EVERY_ROUTE, ...(isPublic ? [] : OF_KNOWN_CALLERS), ...own];
        routes.set(name, { name, bodies, refusals });
      }
    }
  }
  return routes;
}

/** The operation's id in the document. */
export function operationName(controller: string, method: string): string {
  return `${controller}_${method}`;
}

function declared<T>(name: string, ...targets: readonly unknown[]): T | undefined {
  for (const target of targets) {
    const found: unknown = typeof target === 'function' ? Reflect.getMetadata(name, target) : undefined;
    if (found !== undefined) return found as T;
  }
  return undefined;
}

/** Converts all bodies together, so that a schema with an id appears once among the shared schemas. */
function convert(routes: ReadonlyMap<string, Route>): { readonly schemas: Schemas; readonly shared: object } {
  const shape: Record<string, z.ZodType> = { problem: PROBLEM };
  for (const { name, bodies } of routes.values())
    for (const [status, body] of Object.entries(bodies))
      for (const [at, part] of partsOf(body).entries()) {
        const schema = part instanceof TextBody ? part.line : part;
        if (schema !== null) shape[placeOf(name, status, at)] = schema;
      }
  const text = JSON.stringify(z.toJSONSchema(z.object(shape), { io: 'output' }));
  const whole = JSON.parse(text.replaceAll('"#/$defs/', '"#/components/schemas/')) as {
    readonly properties: Schemas;
    readonly $defs?: Record<string, { id?: string }>;
  };
  // The id is already its key.
  for (const schema of Object.values(whole.$defs ?? {})) delete schema.id;
  return { schemas: whole.properties, shared: { ...whole.$defs } };
}

function responsesOf(
  { name, bodies, refusals }: Route,
  { schemas, ofAddress }: { readonly schemas: Schemas; readonly ofAddress: readonly number[] },
): Record<string, object> {
  const responses: Record<string, object> = {};
  for (const status of [...refusals, ...ofAddress])
    responses[status] = { $ref: '#/components/responses/Problem' };
  for (const [status, body] of Object.entries(bodies)) {
    const isRefusal = Number(status) >= REFUSED_MIN;
    if (body === PROBLEM) responses[status] = { $ref: '#/components/responses/Problem' };
    else if (isRefusal) responses[status] = refusal(schemas[placeOf(name, status, 0)]);
    else responses[status] = success(status, body, (at) => schemas[placeOf(name, status, at)]);
  }
  return responses;
}

function refusal(schema: object | undefined): object {
  return { description: 'Refused: a problem body (RFC 9457).', content: { [PROBLEM_JSON]: { schema } } };
}

function success(status: string, body: AnswerBody, schemaOf: (at: number) => object | undefined): object {
  const content = partsOf(body).map((part, at) =>
    part instanceof TextBody
      ? [
          part.mediaType,
          { schema: { type: 'string', description: part.description }, 'x-line': schemaOf(at) },
        ]
      : [JSON_TYPE, { schema: schemaOf(at) }],
  );
  const description = STATUS_CODES[status] ?? '';
  return content.length === 0
    ? { description }
    : { description, content: Object.fromEntries(content) as object };
}

function partsOf(body: AnswerBody): readonly (z.ZodType | TextBody)[] {
  if (body === null) return [];
  return Array.isArray(body) ? (body as readonly (z.ZodType | TextBody)[]) : [body as z.ZodType | TextBody];
}

function placeOf(name: string, status: string, at: number): string {
  return `${name} ${status} ${at}`;
}
