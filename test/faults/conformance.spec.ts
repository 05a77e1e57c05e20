import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiDocument, type ApiOperation } from '../support/api-document.js';
import { ensureBuild, ReportingChild } from './support/child-process.js';
import { ConformingRequests } from './support/conforming-requests.js';
import { faultCount, faultRandom, say } from './support/fault-seed.js';
import type { HostileRequest } from './support/hostile-request.js';
import { KnownIds } from './support/known-ids.js';
import { issueTokens, prepareFolder, type Prepared } from './support/prepare.js';
import { routeSeeds, type RouteSeed } from './support/route-seeds.js';
import { OWN_USER, signedInCookie } from './support/signed-in-wire.js';
import { WireClient, type WireAnswer } from './support/wire-client.js';

const EXAMPLES = faultCount('FAULT_CONFORMANCE_EXAMPLES', 500);
const PATIENTS = 2;
const CONNECTIONS = 16;
/** A request with a damaged address reaches no operation, or another one. */
const SENT_MAX = 3 * EXAMPLES;
/** These read the whole log, which every other example makes longer. */
const FIRST = /\/audit|\/accesses$|\/record$/;
/** These remove what others need. */
const LAST = /erasure$|^DELETE \/v1\/session$/;
const LOCAL = /\/v1\/keys/;
/** Passwords are hashed one at a time. A caller who would wait too long is turned away. */
const OF_PASSWORDS = /^\/v1\/(session|account-setup)/;
const OF_SESSIONS = /\/v1\/(session|emergency-access)/;

interface Figures {
  examples: number;
  taken: number;
}

describe(`${EXAMPLES} examples of every operation against the API documentation`, () => {
  let base: Prepared;
  let server: ReportingChild;
  let client: WireClient;
  let local: WireClient;
  let document: ApiDocument;
  let requests: ConformingRequests;
  let cookie: string;
  let sent = 0;
  const known = new KnownIds(new Set([OWN_USER]));
  const figures = new Map<string, Figures>();
  const statuses: Record<string, number> = {};
  const wrong = new Map<string, string>();
  const random = faultRandom('conformance');

  beforeAll(async () => {
    ensureBuild();
    base = await prepareFolder('restate', PATIENTS);
    const { person } = await issueTokens(base.folder);
    server = ReportingChild.server(base.folder);
    const url = await server.url();
    client = new WireClient(url, CONNECTIONS);
    local = new WireClient(url, CONNECTIONS, join(base.folder, 'tally.sock'));
    cookie = await signedInCookie(url, person);
    document = new ApiDocument(await (await fetch(`${url}/docs/openapi.json`)).json());
    requests = new ConformingRequests(random, known, person);
    for (const { name } of document.operations) figures.set(name, { examples: 0, taken: 0 });
  }, 120_000);
  afterAll(async () => {
    client.close();
    local.close();
    await server.kill();
    rmSync(base.folder, { recursive: true, force: true });
  });

  it('answers each as documented and never fails', async () => {
    await lookAround();
    for (const operation of inOrder(document.operations)) await exercise(operation);
    const counts = [...figures.values()];
    const examples = counts.reduce((sum, each) => sum + each.examples, 0);
    const taken = counts.filter((each) => each.taken > 0).length;
    say(
      `conformance: ${figures.size} operations, ${examples} examples, ${wrong.size} mismatches; ` +
        `${taken} operations took one at least; answers: ${JSON.stringify(statuses)}`,
    );
    const never = [...figures].filter(([, each]) => each.taken === 0).map(([name]) => name);
    say(`conformance: nothing taken of ${never.join(', ')}`);
    expect([...wrong].slice(0, 30)).toEqual([]);
    expect(counts.filter((each) => each.examples < EXAMPLES)).toEqual([]);
    expect(taken).toBeGreaterThan(figures.size / 2);
    expect(server.exitCode).toBeNull();
  }, 600_000);

  /** Sends each seed unchanged, so that the first operations already know some ids. */
  async function lookAround(): Promise<void> {
    for (const { method, path, body } of routeSeeds(base)) {
      if (LAST.test(`${method} ${path}`)) continue;
      const request = requests.plain(method, path, body);
      judge(request, await client.send(request));
    }
  }

  async function exercise(operation: ApiOperation): Promise<void> {
    const own = seedsOf(operation);
    if (own.length === 0) throw new Error(`no seed for ${operation.name}`);
    let tries = 0;
    const worker = async (): Promise<void> => {
      while ((figures.get(operation.name)?.examples ?? 0) < EXAMPLES && tries < SENT_MAX) {
        tries += 1;
        const request = asSomebody(operation, requests.next(operation, own, `conforming-${sent++}`));
        const isLocal = request.headers['x-tally-local'] === '1';
        judge(request, await (isLocal ? local : client).send(request));
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  }

  function seedsOf({ method, path }: ApiOperation): RouteSeed[] {
    return routeSeeds(base).filter(
      (seed) => seed.method === method && document.operationOf(method, seed.path)?.path === path,
    );
  }

  /** Some routes need a session, or the local socket. */
  function asSomebody({ name }: ApiOperation, request: HostileRequest): HostileRequest {
    const isOwnEnd = name === 'DELETE /v1/session' && (figures.get(name)?.examples ?? 0) < EXAMPLES - 1;
    const { authorization, ...others } = request.headers;
    if (isOwnEnd || authorization === undefined || random.chance(0.2)) return request;
    if (OF_SESSIONS.test(name)) return { ...request, headers: { ...others, cookie, 'x-tally-request': '1' } };
    if (!LOCAL.test(name)) return request;
    return { ...request, headers: { ...others, 'x-tally-local': '1', 'x-tally-practice': base.practiceId } };
  }

  function judge(request: HostileRequest, { status, type, body }: WireAnswer): void {
    statuses[status] = (statuses[status] ?? 0) + 1;
    const isShed = status === 503 && OF_PASSWORDS.test(request.path);
    // A HEAD answer has no body end for the client to wait for.
    const isLost = status < 200 && request.method !== 'HEAD';
    if ((status >= 500 && !isShed) || isLost) wrong.set(`${status} ${body.toString()}`, requestText(request));
    const operation = document.operationOf(request.method, request.path);
    if (operation === undefined) return;
    const figure = figures.get(operation.name);
    if (figure === undefined) return;
    figure.examples += 1;
    if (status < 300) figure.taken += 1;
    const text = body.toString();
    const fault = document.faultOf(operation, { status, type, body: text });
    if (fault !== null && !wrong.has(fault)) wrong.set(fault, requestText(request));
    // The listed credentials belong to this suite.
    if (status < 300 && type.startsWith('application/json') && operation.name !== 'GET /v1/credentials')
      known.note(operation.path, text);
  }
});

function requestText({ method, path, body }: HostileRequest): string {
  return `${method} ${path} ${String(body).slice(0, 500)}`;
}

function inOrder(operations: readonly ApiOperation[]): ApiOperation[] {
  const place = ({ name }: ApiOperation): number => (LAST.test(name) ? 2 : FIRST.test(name) ? 0 : 1);
  return [...operations].sort((a, b) => place(a) - place(b));
}
