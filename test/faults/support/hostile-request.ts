import type { SeededRandom } from '../../../src/cli/sample/seeded-random.js';
import type { RouteSeed } from './route-seeds.js';

/** A request as it goes over the wire. */
export interface HostileRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const nested = (depth: number): Json => {
  let value: Json = 1;
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
};

/** Values that have broken software before. Kept as JSON text, because not all of them are valid values. */
const HOSTILE_TEXTS: readonly string[] = [
  'null',
  'true',
  '0',
  '-0',
  '-1',
  '1e400',
  '-1e400',
  '1e-400',
  '9007199254740993',
  '0.1',
  '""',
  '" "',
  '[]',
  '{}',
  '[[]]',
  '[null]',
  '{"$gt":""}',
  '{"$ne":null}',
  '{"$where":"sleep(5000)"}',
  '{"$regex":"(a+)+$"}',
  '{"$function":{"body":"x","args":[],"lang":"js"}}',
  '{"$expr":{"$eq":[1,1]}}',
  '{"a":1,"a":2}',
  '[{"$gt":""}]',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '"__proto__"',
  '"constructor"',
  '"$where"',
  '"\\u0000"',
  '"a\\u0000b"',
  '"\\ud800"',
  '"x\\udfffy"',
  '"\\ufeff"',
  '"\\u202e\\u2066"',
  '"a:b"',
  '"a;b"',
  '"../../etc/passwd"',
  '"=1+1"',
  '"\'; DROP TABLE x; --"',
  '"NaN"',
  '"Infinity"',
  '"1e400"',
  '"0000-00-00"',
  '"0000-01-01"',
  '"9999-12-31"',
  '"2025-02-30"',
  '"2025-12-02T12:00:00"',
  '"0000-01-01T00:00:00Z"',
  '"9999-12-31T23:59:59Z"',
  '"+275760-09-13T00:00:00Z"',
  '"2025-12-02T24:00:00Z"',
  '"2025-12-02T23:59:60Z"',
  '"2025-12-02T12:00:00+99:99"',
  '"2025-13-45T99:99:99Z"',
  '"Mars/Olympus"',
  JSON.stringify('x'.repeat(300)),
  JSON.stringify('é'.repeat(70_000)),
  JSON.stringify(nested(60)),
  JSON.stringify(nested(4000)),
  JSON.stringify(Array.from({ length: 3000 }, () => null)),
];

const PARAMETER_TEXTS = [
  '',
  '%00',
  'a%00b',
  'a:b',
  'a%3Ab',
  '..',
  '%2e%2e%2fetc',
  '%2F',
  '__proto__',
  'constructor',
  '%ED%A0%80',
  '%E0%A4%A',
  '%',
  '%zz',
  '%F0%9F%92%8A',
  '$gt',
  '%7B%22%24gt%22%3A%22%22%7D',
  '-1',
  '1e400',
  'NaN',
  '9999999999999999999999',
  '0000-00-00',
  '9999-12',
  '2025-12-02T12:00:00',
  '%0d%0aSet-Cookie:a=b',
  '~~~~',
  'null',
  'undefined',
  'a'.repeat(150),
  'a'.repeat(3000),
  'a'.repeat(5000),
  '1;sleep(5000)',
  'this.a%3D%3D1',
  '(a%2B)%2B%24',
  '-_id',
  'name%20DESC%3B--',
];

/** Names that other products sort and filter by, and names that reach a prototype. */
const OTHER_PARAMETERS = ['limit', 'sort', 'order', '_sort', 'fields', 'filter', '$where', '__proto__', 'x'];
const QUERY_SUFFIXES = ['[$gt]', '[$where]', '[$ne]', '[]', '[0]', '.a', '[__proto__][polluted]', '%00', '$'];
const CONTENT_TYPES = [
  'text/plain',
  'application/xml',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/json; charset=utf-16',
  'application/json; charset=bogus',
  'application/x-ndjson',
  'application/json, text/html',
  'json',
  '',
  ';',
];
const HEADERS: readonly (readonly [string, readonly string[]])[] = [
  [
    'authorization',
    [
      '',
      'Bearer',
      'Bearer ',
      'Bearer x',
      'Basic YTpi',
      'Bearer a b c',
      `Bearer ${'a'.repeat(6000)}`,
      'Bearer \u00ff',
    ],
  ],
  ['if-match', ['*', '"x"', '"-1"', '"99999999999999"', '1, 2', '"1"']],
  ['if-none-match', ['*', '"1"', 'x']],
  ['content-encoding', ['gzip', 'br', 'identity', 'x', 'deflate, gzip']],
  ['accept', ['text/csv', 'x', '*/*;q=0', 'application/xml']],
  ['x-request-id', ['a'.repeat(65), 'a b', '__proto__', '../x', '\u00e9']],
  ['idempotency-key', ['', 'a b', '__proto__', 'k'.repeat(256), '{"$gt":""}', 'one-key-for-all']],
  ['x-tally-local', ['1']],
  ['x-tally-practice', ['PR-SAMPLE', 'OTHER']],
  ['x-forwarded-for', ['127.0.0.1, evil']],
  ['x-http-method-override', ['DELETE']],
  ['expect', ['100-continue']],
  ['range', ['bytes=0-1']],
  ['cookie', ['__proto__=1; a=%E0%A4%A']],
  ['x-large', ['h'.repeat(20_000)]],
];

/** Makes requests from seeds by damaging them in one to three places. */
export class HostileRequests {
  constructor(
    private readonly random: SeededRandom,
    private readonly seeds: readonly RouteSeed[],
    private readonly token: string,
  ) {}

  next(requestId: string): HostileRequest {
    return this.of(this.random.pick(this.seeds), requestId);
  }

  headers(requestId: string): Record<string, string> {
    return { authorization: `Bearer ${this.token}`, 'x-request-id': requestId };
  }

  /** One request from that seed. */
  of(seed: RouteSeed, requestId: string): HostileRequest {
    const { random } = this;
    const headers = this.headers(requestId);
    let body: Buffer | null = seed.body === undefined ? null : Buffer.from(JSON.stringify(seed.body));
    if (body !== null && random.chance(0.85)) body = this.damagedBody(seed.body as Json);
    if (body === null && seed.method !== 'GET' && random.chance(0.5)) body = this.damagedBody({});
    if (body !== null) headers['content-type'] = 'application/json';
    if (body !== null && random.chance(0.08)) headers['content-type'] = random.pick(CONTENT_TYPES);
    if (random.chance(0.12)) {
      const [name, values] = random.pick(HEADERS);
      headers[name] = random.pick(values);
    }
    const method = random.chance(0.02)
      ? random.pick(['PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'PUT'])
      : seed.method;
    return { method, path: this.damagedPath(seed), headers, body: method === 'HEAD' ? null : body };
  }

  private damagedPath(seed: RouteSeed): string {
    const { random } = this;
    const parts = seed.path.split('/');
    // Ids and verbs follow the version and the collection.
    if (parts.length > 3 && random.chance(0.3))
      parts[random.whole(3, parts.length - 1)] = random.pick(PARAMETER_TEXTS);
    const query = Object.entries(seed.query ?? {}).filter(() => random.chance(0.7));
    const texts = query.map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    if (random.chance(seed.query === undefined ? 0.1 : 0.8)) texts.push(this.hostileQuery(seed));
    return texts.length === 0 ? parts.join('/') : `${parts.join('/')}?${texts.join('&')}`;
  }

  private hostileQuery(seed: RouteSeed): string {
    const { random } = this;
    const name = random.pick([...Object.keys(seed.query ?? {}), ...OTHER_PARAMETERS]);
    const suffix = random.chance(0.3) ? random.pick(QUERY_SUFFIXES) : '';
    const text = `${name}${suffix}=${random.pick(PARAMETER_TEXTS)}`;
    return random.chance(0.1) ? `${text}&${text}` : text;
  }

  private damagedBody(seed: Json): Buffer {
    const { random } = this;
    let text = JSON.stringify(seed);
    for (let times = random.whole(1, 3); times > 0; times -= 1) text = this.damagedText(text);
    if (!random.chance(0.1)) return Buffer.from(text);
    const bytes = Buffer.from(text);
    const at = random.whole(0, bytes.length);
    const kind = random.whole(0, 3);
    // Truncated, with invalid UTF-8, with a byte order mark, or with something appended.
    if (kind === 0) return bytes.subarray(0, at);
    if (kind === 1)
      return Buffer.concat([bytes.subarray(0, at), Buffer.from([0xc3, 0x28, 0xff]), bytes.subarray(at)]);
    if (kind === 2) return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]);
    return Buffer.concat([bytes, Buffer.from(random.pick(['}', ' {}', '\0', ',"a":1']))]);
  }

  /** Replaces a value with a hostile one, or adds a hostile member. */
  private damagedText(text: string): string {
    const { random } = this;
    const hostile = random.pick(HOSTILE_TEXTS);
    const places = [...text.matchAll(/"(?:[^"\\]|\\.)*"(?=\s*[,}\]])|-?\d[\d.eE+-]*|null|true|false/g)];
    const members = [...text.matchAll(/"[A-Za-z0-9_$]+":/g)];
    const member = members.length > 0 && random.chance(0.3) ? random.pick(members) : undefined;
    if (member !== undefined) {
      const at = member.index;
      const name = random.pick([
        member[0],
        '"__proto__":',
        '"constructor":',
        '"$set":',
        '"practiceId":',
        '"_id":',
        '"x":',
      ]);
      return `${text.slice(0, at)}${name}${hostile},${text.slice(at)}`;
    }
    if (places.length === 0 || random.chance(0.03)) return hostile;
    const place = random.pick(places);
    return `${text.slice(0, place.index)}${hostile}${text.slice(place.index + place[0].length)}`;
  }
}
