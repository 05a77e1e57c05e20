import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { baseUrlOf, fastifyOf } from '../../src/app.setup.js';
import { ApiDocument, type ApiOperation, type SeenAnswer } from './api-document.js';

/** Compares every answer of a product under test with the API documentation. */
export class ConformingAnswers {
  private readonly seen: { readonly name: string; readonly answer: SeenAnswer }[] = [];

  private constructor(private readonly app: NestFastifyApplication) {}

  /** Call before the product starts listening. */
  static watch(app: NestFastifyApplication): ConformingAnswers {
    const watch = new ConformingAnswers(app);
    fastifyOf(app).addHook('onSend', (request, reply, payload, done) => {
      watch.note(
        request,
        { status: reply.statusCode, type: String(reply.getHeader('content-type') ?? '') },
        payload,
      );
      done(null, payload);
    });
    return watch;
  }

  /** @throws Error that names each difference once. Prints the counts. */
  async verify(): Promise<void> {
    if (this.seen.length === 0) return;
    const answer = await fetch(`${baseUrlOf(this.app)}/docs/openapi.json`);
    const document = new ApiDocument(await answer.json());
    // Only the tests' own routes declare nothing; `platform.spec.ts` checks that no route of the product does.
    const declared = document.operations.filter(
      ({ operation }) => Object.keys(operation.responses).length > 0,
    );
    const operations = new Map<string, ApiOperation>(declared.map((each) => [each.name, each]));
    const faults = new Set<string>();
    for (const { name, answer } of this.seen) {
      const operation = operations.get(name);
      const fault = operation && document.faultOf(operation, answer);
      if (fault) faults.add(fault);
    }
    process.stdout.write(`api: ${this.seen.length} answers, ${faults.size} kinds not as documented\n`);
    if (faults.size > 0) throw new Error(`answers are not as documented:\n${[...faults].join('\n')}`);
  }

  private note(request: FastifyRequest, head: Omit<SeenAnswer, 'body'>, payload: unknown): void {
    const route = request.routeOptions.url;
    if (route === undefined || request.method === 'HEAD' || request.method === 'OPTIONS') return;
    // Only the receiver can read a stream.
    const isWhole =
      payload === undefined || payload === null || typeof payload === 'string' || Buffer.isBuffer(payload);
    const name = `${request.method} ${route.replaceAll(/:(\w+)/g, '{$1}')}`;
    if (isWhole) this.seen.push({ name, answer: { ...head, body: payload?.toString() ?? '' } });
  }
}
