import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { openSqlite } from '../../src/platform/database/embedded/store/sqlite.js';
import { ensureBuild, ReportingChild } from './support/child-process.js';
import { faultCount, faultRandom, say } from './support/fault-seed.js';
import { HostileRequests, type HostileRequest } from './support/hostile-request.js';
import { issueTokens, prepareFolder, type Prepared } from './support/prepare.js';
import { routeSeeds } from './support/route-seeds.js';
import { WireClient, type WireAnswer } from './support/wire-client.js';

const REQUESTS = faultCount('FAULT_FUZZ_REQUESTS', 20_000);
const REPLAYS = 4_000;
const REPLAYS_TOGETHER = 250;
const CONNECTIONS = 16;
const HANG_MS = 1_000;
const SLOWEST_SHOWN = 8;
/** Limit for the server's heap. Beyond it the process would end. */
const HEAP_MIB_MAX = 256;
const RSS_BYTES_MAX = 512 * 1024 * 1024;

interface Sent {
  readonly request: HostileRequest;
  readonly id: string;
  readonly status: number;
}

describe(`${REQUESTS} hostile requests against the running server`, () => {
  let base: Prepared;
  let server: ReportingChild;
  let client: WireClient;
  let requests: HostileRequests;
  let token: string;
  const sent: Sent[] = [];
  const wrong: string[] = [];
  const statuses: Record<string, number> = {};

  beforeAll(async () => {
    ensureBuild();
    base = await prepareFolder('restate', 12);
    token = (await issueTokens(base.folder)).person;
    server = ReportingChild.server(base.folder, {
      nodeArgs: [
        `--max-old-space-size=${HEAP_MIB_MAX}`,
        '--import',
        join(import.meta.dirname, 'support', 'report-on-signal.js'),
      ],
    });
    client = new WireClient(await server.url(), CONNECTIONS);
    requests = new HostileRequests(faultRandom('fuzz'), routeSeeds(base), token);
  }, 120_000);
  afterAll(async () => {
    client.close();
    await server.kill();
    rmSync(base.folder, { recursive: true, force: true });
  });

  it('starts from every route that the API documentation names', async () => {
    const answer = await client.send(plain('GET', '/docs/openapi.json'));
    const { paths } = JSON.parse(answer.body.toString()) as { paths: Record<string, object> };
    const missing = Object.entries(paths).flatMap(([path, methods]) => {
      const pattern = new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);
      return Object.keys(methods)
        .filter(
          (method) =>
            !routeSeeds(base).some((seed) => seed.method === method.toUpperCase() && pattern.test(seed.path)),
        )
        .map((method) => `${method} ${path}`);
    });
    expect(missing).toEqual([]);
  });

  it('answers each, refuses with a problem body, never fails and never hangs', async () => {
    const took: { readonly millis: number; readonly route: string }[] = [];
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < REQUESTS) {
        const id = `fuzz-${next++}`;
        const request = requests.next(id);
        const answer = await judge(request);
        took.push({ millis: Math.round(answer.millis), route: `${request.method} ${routeOf(request.path)}` });
        statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
        if (request.headers['x-request-id'] === id) sent.push({ request, id, status: answer.status });
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, worker));
    took.sort((a, b) => b.millis - a.millis);
    const at = (share: number) => took[Math.floor((took.length - 1) * share)]?.millis ?? 0;
    say(
      `fuzz answers: ${JSON.stringify(statuses)}, half within ${at(0.5)} ms, 99 of 100 within ${at(0.01)} ms`,
    );
    say(
      `fuzz, the slowest: ${JSON.stringify(took.slice(0, SLOWEST_SHOWN).map(({ millis, route }) => `${route} ${millis} ms`))}`,
    );
    expect(wrong.slice(0, 20)).toEqual([]);
    expect(server.exitCode).toBeNull();
    expect(await client.send(plain('GET', '/health/ready'))).toMatchObject({ status: 200 });
  }, 400_000);

  it('leaves no trace of a request in the audit that it refused', () => {
    const audited = new Set(query('SELECT json_extract(doc, \'$.requestId\') FROM "c:auditEntries"').flat());
    // A caller that lost against another may leave an entry for its attempt.
    const refused = sent.filter(({ status }) => status >= 400 && status !== 409 && status !== 412);
    const taken = sent.filter(({ status, id }) => status < 300 && audited.has(id));
    expect(refused.filter(({ id }) => audited.has(id)).map(described)).toEqual([]);
    // Otherwise the comparison would always pass.
    expect(taken.length).toBeGreaterThan(0);
  });

  it('stores nothing when it refuses', async () => {
    // A refused sign-in is counted, which slows down guessing.
    // A timer without a heartbeat stops the next time it is read, even if the request is refused.
    const refused = sent.filter(
      ({ status, request }) =>
        isPlainRefusal(status) && !/^\/v1\/(session|account-setup|timers)\b/.test(request.path),
    );
    let compared = 0;
    for (let start = 0; start < Math.min(refused.length, REPLAYS); start += REPLAYS_TOGETHER) {
      let group = refused.slice(start, start + REPLAYS_TOGETHER).map(({ request }) => request);
      // Requests accepted now, because other requests created what they needed, are left out the second time.
      for (let isSettled = false; !isSettled;) {
        const before = await restingFingerprint();
        const entries = new Set(audited());
        const still = await stillRefused(group);
        isSettled = still.length === group.length;
        if (isSettled) {
          expect(audited().filter((entry) => !entries.has(entry))).toEqual([]);
          expect(fingerprint()).toEqual(before);
        }
        group = still;
      }
      compared += group.length;
    }
    say(`fuzz: ${compared} refused requests sent again, with the store compared byte for byte`);
    expect(compared).toBeGreaterThan(REPLAYS / 2);
  }, 240_000);

  it('refuses what is far too large, too deep or compressed', async () => {
    const deep = (depth: number): string => `${'['.repeat(depth)}1${']'.repeat(depth)}`;
    const bodies: Record<string, string> = {
      'eight megabytes': `{"a":"${'x'.repeat(8 * 1024 * 1024)}"}`,
      '100,000 levels': deep(100_000),
      '900,000 levels': deep(900_000),
      '100,000 levels in a member': `{"a":${deep(100_000)}}`,
      '100,000 objects deep': `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
      '1,000,000 members': `{${Array.from({ length: 1_000_000 }, (_, index) => `"k${index}":1`).join(',')}}`,
      '150,000 members': `{${Array.from({ length: 150_000 }, (_, index) => `"k${index}":1`).join(',')}}`,
      'the same member 200,000 times': `{${'"a":1,'.repeat(200_000)}"a":1}`,
      '400,000 nulls': `[${'null,'.repeat(399_999)}null]`,
    };
    // The two routes that take arrays answer item by item, so this may be a 200.
    const seeds = routeSeeds(base)
      .filter(({ body }) => body !== undefined && !Array.isArray(body))
      .filter((_, index) => index % 3 === 0);
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answered: Record<string, number> = {};
    for (const [name, text] of Object.entries(bodies)) {
      for (const { method, path } of seeds) {
        const isArray = text.startsWith('[') && /readings$|time-entries$/.test(path);
        const { status } = await judge({ method, path, headers, body: Buffer.from(text) });
        if (status < 400 && !isArray) wrong.push(`${name} was taken: ${method} ${path}`);
        answered[status] = (answered[status] ?? 0) + 1;
      }
      // Inside a body that would be accepted otherwise.
      for (const { method, path, body } of seeds.slice(0, 3)) {
        const within = JSON.stringify(body).replace('{', `{"surplus":${text},`);
        await judge({ method, path, headers, body: Buffer.from(within) });
      }
    }
    say(`fuzz, large bodies: ${JSON.stringify(answered)}`);
    expect(wrong.slice(0, 20)).toEqual([]);
  }, 240_000);

  it('refuses compressed bodies, whatever they contain', async () => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const packings: readonly (readonly [string, Buffer])[] = [
      ['gzip', bomb],
      ['gzip, gzip', gzipSync(bomb)],
      ['br', brotliCompressSync(Buffer.alloc(16 * 1024 * 1024))],
      ['deflate', deflateSync(Buffer.alloc(16 * 1024 * 1024))],
    ];
    for (const { method, path, body } of routeSeeds(base)) {
      if (body === undefined) continue;
      for (const [encoding, packed] of packings) {
        const sentHeaders = { ...headers, 'content-encoding': encoding };
        const { status } = await judge({ method, path, headers: sentHeaders, body: packed });
        if (status !== 415) wrong.push(`${encoding} got ${status}: ${method} ${path}`);
      }
    }
    expect(wrong.slice(0, 20)).toEqual([]);
  }, 240_000);

  it('leaves the process as it was', async () => {
    const { added, rssBytes } = await server.inside();
    const peakBytes = server.peakRssBytes();
    const [now, peak] = [rssBytes, peakBytes].map((bytes) => Math.round(bytes / 1024 / 1024));
    say(`fuzz: server at ${now} MiB, ${peak} MiB at most`);
    expect(added).toEqual([]);
    expect(peakBytes).toBeLessThan(RSS_BYTES_MAX);
  });

  /** Sends it and records anything that no answer may be. */
  async function judge(request: HostileRequest): Promise<WireAnswer> {
    const answer = await client.send(request);
    const about = (what: string): void => void wrong.push(`${what}: ${requestText(request)}`);
    // The parser refuses an unreadable request with a body, which a HEAD answer must not have.
    if (answer.status === -1 && request.method !== 'HEAD') about('connection ended');
    if (answer.status === 0 || (answer.millis > HANG_MS && (await hangsAlone(request)))) about('hangs');
    if (answer.status >= 500) about(`${answer.status} ${answer.body.toString().slice(0, 200)}`);
    if (answer.status >= 400 && request.method !== 'HEAD' && !isProblem(answer))
      about(`${answer.status} is no problem body`);
    return answer;
  }

  async function stillRefused(group: readonly HostileRequest[]): Promise<HostileRequest[]> {
    const still: HostileRequest[] = [];
    for (let from = 0; from < group.length; from += CONNECTIONS) {
      const some = group.slice(from, from + CONNECTIONS);
      const answers = await Promise.all(some.map((request) => client.send(request)));
      still.push(...some.filter((_, index) => isPlainRefusal(answers[index]?.status ?? 0)));
    }
    return still;
  }

  /** The machine may have been busy, so this measures how long the idle server itself works on the request. */
  async function hangsAlone(request: HostileRequest): Promise<boolean> {
    const before = server.cpuMillis();
    await client.send(request);
    return server.cpuMillis() - before > HANG_MS;
  }

  function plain(method: string, path: string): HostileRequest {
    return { method, path, headers: { authorization: `Bearer ${token}` }, body: null };
  }

  /** Earlier reads may still be on their way into the log after they were answered. */
  async function restingFingerprint(): Promise<Record<string, string>> {
    for (let last = ''; ;) {
      const now = fingerprint();
      if (JSON.stringify(now) === last) return now;
      last = JSON.stringify(now);
      await pause(100);
    }
  }

  function audited(): string[] {
    return query('SELECT doc FROM "c:auditEntries"').flat().map(String);
  }

  /** Each collection's documents as one hash. */
  function fingerprint(): Record<string, string> {
    const tables = query("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'c:%'").flat();
    return Object.fromEntries(
      tables.map((name) => {
        const hash = createHash('sha256');
        for (const [text] of query(`SELECT doc FROM "${String(name)}" ORDER BY _id`))
          hash.update(`${String(text)}\n`);
        return [String(name), hash.digest('hex')];
      }),
    );
  }

  function query(sql: string): unknown[][] {
    const database = openSqlite(join(base.folder, 'tally.db'), { readOnly: true });
    try {
      return database
        .prepare(sql)
        .all()
        .map((row) => Object.values(row));
    } finally {
      database.close();
    }
  }
});

/** A refusal that reveals nothing stored: a conflict may name a record, which the log then lists as read. */
function isPlainRefusal(status: number): boolean {
  return status >= 400 && ![409, 412, 429].includes(status);
}

function isProblem({ status, type, body }: WireAnswer): boolean {
  if (!type.startsWith('application/problem+json')) return false;
  const problem = JSON.parse(body.toString()) as { status?: unknown; title?: unknown; type?: unknown };
  return problem.status === status && typeof problem.title === 'string' && typeof problem.type === 'string';
}

/** The part of an address that identifies its route. */
function routeOf(path: string): string {
  return (path.split('?')[0] ?? '').replaceAll(/[^\x21-\x7e]/g, '').slice(0, 60);
}

function requestText({ method, path, headers, body }: HostileRequest): string {
  const others = Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'authorization'));
  return `${method} ${path.slice(0, 300)} ${JSON.stringify(others).slice(0, 300)} ${body?.toString('latin1', 0, 300) ?? ''}`;
}

function described({ request, status }: Sent): string {
  return `${status} ${requestText(request)}`;
}
