import { Server as HttpsServer } from 'node:https';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { Config } from './platform/config/config.js';
import { ProblemFilter } from './platform/errors/problem.filter.js';
import { ProblemValidationPipe } from './platform/errors/validation-pipe.js';
import { addApiDocs } from './platform/http/answers/api-docs.js';
import { createHttpAdapter } from './platform/http/server/create-http-adapter.js';
import { addRequestHooks } from './platform/http/server/request-hooks.js';
import { RequestMetrics } from './platform/http/server/request-metrics.js';
import { RunningHandlers, waitForHandlers } from './platform/http/server/running-handlers.js';
import { corsOptions } from './platform/http/server/security-headers.js';
import type { TlsMaterial } from './platform/http/server/tls-files.js';
import { LOGGER } from './platform/logging/logging.module.js';
import { NestLogger } from './platform/logging/nest-logger.js';

const UNVERSIONED_ROUTES = ['health/live', 'health/ready', 'metrics'];

/**
 * Sets up everything that HTTP needs besides the modules, for the server and for every HTTP test. Call before `listen`.
 */
function setUpApp(app: NestFastifyApplication): void {
  const logger = app.get<Logger>(LOGGER);
  const fastify = fastifyOf(app);
  waitForHandlers(fastify, logger, app.get(RunningHandlers));
  const config = app.get(Config);
  addRequestHooks(fastify, { logger, metrics: app.get(RequestMetrics), config });
  if (config.allowedOrigins.length > 0) app.enableCors(corsOptions(config));
  app.setGlobalPrefix('v1', { exclude: UNVERSIONED_ROUTES });
  app.useGlobalFilters(new ProblemFilter(logger));
  app.useGlobalPipes(new ProblemValidationPipe());
  addApiDocs(app, fastify);
}

/** Creates the application for HTTP. It does not listen yet. */
export async function createHttpApp(
  root: DynamicModule,
  logger: Logger,
  tls: TlsMaterial | null = null,
): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(root, createHttpAdapter(tls), {
    bodyParser: false,
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  setUpApp(app);
  return app;
}

/** The Fastify instance of the application. */
export function fastifyOf(app: NestFastifyApplication): FastifyInstance {
  return app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
}

/** The URL of a listening application on this machine, for example `http://127.0.0.1:3000`. */
export function baseUrlOf(app: NestFastifyApplication): string {
  const address = fastifyOf(app).server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no address');
  const isAny = address.address === '::' || address.address === '0.0.0.0';
  const host = isAny ? '127.0.0.1' : address.family === 'IPv6' ? `[${address.address}]` : address.address;
  const scheme = fastifyOf(app).server instanceof HttpsServer ? 'https' : 'http';
  return `${scheme}://${host}:${address.port}`;
}
