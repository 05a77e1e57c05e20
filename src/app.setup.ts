import helmet from '@fastify/helmet';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { ProblemFilter } from './platform/errors/problem.filter.js';
import { validationPipe } from './platform/errors/validation-pipe.js';
import { addApiDocs } from './platform/http/api-docs.js';
import { addRequestHooks } from './platform/http/request-hooks.js';
import { RequestMetrics } from './platform/http/request-metrics.js';
import { LOGGER } from './platform/logging/logging.module.js';

const OUTSIDE_OF_VERSIONS = ['health/live', 'health/ready', 'metrics'];

/** Everything that the HTTP face needs besides its modules: used by the server and by every HTTP test alike. Call before `listen`. */
export async function setUpApp(app: NestFastifyApplication): Promise<void> {
  const logger = app.get<Logger>(LOGGER);
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  await app.register(
    helmet as never,
    {
      // The documentation page may be read over plain HTTP on the practice's own network.
      contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
    } as never,
  );
  addRequestHooks(fastify, logger, app.get(RequestMetrics));
  app.setGlobalPrefix('v1', { exclude: OUTSIDE_OF_VERSIONS });
  app.useGlobalFilters(new ProblemFilter(logger));
  app.useGlobalPipes(validationPipe());
  addApiDocs(app, fastify);
}
