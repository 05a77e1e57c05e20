import type { SeededRandom } from '../../../src/cli/sample/seeded-random.js';
import type { ApiOperation } from '../../support/api-document.js';
import { HostileRequests, type HostileRequest } from './hostile-request.js';
import type { KnownIds } from './known-ids.js';
import type { RouteSeed } from './route-seeds.js';
import { SchemaValues, type JsonSchema } from './schema-values.js';

const HOSTILE_SHARE = 0.5;

/** Requests for one operation: valid by its schemas, and damaged. */
export class ConformingRequests {
  private readonly values: SchemaValues;
  private readonly hostile: HostileRequests;

  constructor(
    private readonly random: SeededRandom,
    private readonly known: KnownIds,
    token: string,
  ) {
    this.values = new SchemaValues(random);
    this.hostile = new HostileRequests(random, [], token);
  }

  next({ path, operation }: ApiOperation, seeds: readonly RouteSeed[], requestId: string): HostileRequest {
    const { random } = this;
    const seed = random.pick(seeds);
    const onKnown = { ...seed, path: this.known.inPath(random, path, seed.path) };
    if (random.chance(HOSTILE_SHARE)) return this.hostile.of(onKnown, requestId);
    const query = (operation.parameters ?? [])
      .filter((parameter) => parameter.in === 'query')
      .flatMap(({ name, schema }) => this.parameter(name, schema as JsonSchema, seed.query?.[name]));
    const schema = operation.requestBody?.content['application/json']?.schema as JsonSchema | undefined;
    const hasBody = seed.body !== undefined && (schema !== undefined || seed.method !== 'GET');
    const body = schema === undefined ? seed.body : this.values.near(schema, seed.body);
    return {
      method: seed.method,
      path: query.length === 0 ? onKnown.path : `${onKnown.path}?${query.join('&')}`,
      headers: { ...this.hostile.headers(requestId), ...(hasBody && { 'content-type': 'application/json' }) },
      body: hasBody ? Buffer.from(JSON.stringify(body)) : null,
    };
  }

  /** As in the seed. */
  plain(method: string, path: string, body: unknown): HostileRequest {
    const own = this.hostile.headers('look-around');
    // A type without a body is refused.
    const headers = body === undefined ? own : { ...own, 'content-type': 'application/json' };
    return { method, path, headers, body: body === undefined ? null : Buffer.from(JSON.stringify(body)) };
  }

  private parameter(name: string, schema: JsonSchema, seeded: string | undefined): string[] {
    // The cursor of a seed was never issued, so it would make every list a refusal.
    if (this.random.chance(name === 'cursor' || name === 'after' ? 0.9 : 0.3)) return [];
    const value = seeded ?? this.values.near(schema, undefined);
    return [`${name}=${encodeURIComponent(String(value))}`];
  }
}
