import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import helmet from '@fastify/helmet';
import type { INestApplication } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Tally API</title><link rel="stylesheet" href="/docs/swagger-ui.css"></head>
<body><div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body>
</html>
`;
const START = "SwaggerUIBundle({ url: '/docs/openapi.json', dom_id: '#swagger-ui' });\n";
const ASSETS = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
};

const PAGE_SECURITY = {
  // The page may be opened over plain HTTP on the practice's own network.
  contentSecurityPolicy: {
    directives: { upgradeInsecureRequests: null, baseUri: ["'none'"], frameAncestors: ["'none'"] },
  },
};

/** Serves the page at `/docs` and `/docs/openapi.json`. Both are loaded and built only on the first request. */
export function addApiDocs(app: INestApplication, fastify: FastifyInstance): void {
  // In its own scope, because helmet on every answer of the API would cost more than all of Nest.
  fastify.register(async (scope) => {
    // Runs before helmet's hook. Otherwise the policy for data answers would override the page's own.
    scope.addHook('onRequest', (_request, reply, done) => {
      reply.removeHeader('Content-Security-Policy');
      done();
    });
    await scope.register(helmet, PAGE_SECURITY);
    let document: Promise<string> | undefined;
    scope.get('/docs', (_request, reply) => reply.type('text/html; charset=utf-8').send(PAGE));
    scope.get('/docs/start.js', (_request, reply) =>
      reply.type('text/javascript; charset=utf-8').send(START),
    );
    scope.get('/docs/openapi.json', async (_request, reply) => {
      document ??= buildDocument(app);
      return reply.type('application/json; charset=utf-8').send(await document);
    });
    for (const [name, type] of Object.entries(ASSETS)) {
      scope.get(`/docs/${name}`, async (_request, reply) => reply.type(type).send(await asset(name)));
    }
  });
}

async function buildDocument(app: INestApplication): Promise<string> {
  const [{ DocumentBuilder, SwaggerModule }, { z }, { documentAnswers, operationName }] = await Promise.all([
    import('@nestjs/swagger'),
    import('zod'),
    import('./answer-documents.js'),
  ]);
  const config = new DocumentBuilder()
    .setTitle('Tally')
    .setDescription('Readings and minutes in, explained charges out.')
    .setVersion('1')
    // In this version schemas are plain JSON Schema, which has null as a type.
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth()
    .addSecurityRequirements('bearer')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    autoTagControllers: true,
    operationIdFactory: operationName,
    // A value that is transformed on input is documented as the caller sends it.
    standardSchemaConverter: (schema, { schemaType }) =>
      schema instanceof z.ZodType
        ? {
            schema: z.toJSONSchema(schema, { io: schemaType, unrepresentable: 'any' }),
          }
        : undefined,
  });
  documentAnswers(document, app);
  return JSON.stringify(document);
}

/** A file of the page's script package, which comes with the document generator. */
async function asset(name: string): Promise<Buffer> {
  const generator = createRequire(import.meta.url).resolve('@nestjs/swagger');
  const packageFile = createRequire(generator).resolve('swagger-ui-dist/package.json');
  return readFile(join(dirname(packageFile), name));
}
