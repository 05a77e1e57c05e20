import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ALL_SCOPES } from '../../src/modules/caller/principal.js';
import { CallLimitGuard } from '../../src/modules/identity/call-limit.guard.js';
import { ROLES, scopesOf } from '../../src/modules/identity/users/role.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { setUpUser } from '../support/signed-in.js';
import { idCanaries, plantCanaries, textCanaries, type CanaryPractice } from './support/canary-practice.js';
import { faultCount, faultRandom, say } from './support/fault-seed.js';
import { ForeignRequests } from './support/foreign-requests.js';
import { productRoutes, type ProductRoute } from './support/product-routes.js';
import { routeSeeds } from './support/route-seeds.js';

const CALLS = faultCount('FAULT_TENANT_CALLS', 10_000);
const TOGETHER = 8;

describe(`${CALLS} calls of one practice's people with the ids of another`, () => {
  let product: TestApp;
  let owner: CanaryPractice;
  let caller: CanaryPractice;
  let routes: readonly ProductRoute[] = [];
  const limited = CallLimitGuard.prototype.canActivate;

  beforeAll(async () => {
    CallLimitGuard.prototype.canActivate = () => true;
    product = await startTestApp({ env: { LOG_LEVEL: 'debug' } });
    owner = await plantCanaries(product, 'A');
    caller = await plantCanaries(product, 'B');
    routes = await productRoutes(product);
  }, 120_000);
  afterAll(async () => {
    CallLimitGuard.prototype.canActivate = limited;
    // Closed without that check: other suites check that reads are logged, with calls that are not random.
    await product.app.close();
    rmSync(product.config.dataDir, { recursive: true, force: true });
  });

  it('see none of its words in any body, header, export or log line, and change nothing', async () => {
    const random = faultRandom('cross-tenant');
    const prepared = { folder: '', practiceId: '', patientIds: [], devices: [], staffIds: [] };
    const requests = new ForeignRequests(random, routeSeeds(prepared), owner);
    const user = await setUpUser(product, caller.practiceId, 'mallory', [
      'administrator',
      'compliance',
      'biller',
    ]);
    const senders = [{ cookie: user.browser.cookie ?? '', 'x-tally-request': '1' } as Record<string, string>];
    const bearer = (token: string) => senders.push({ authorization: `Bearer ${token}` });
    for (const scopes of [...ROLES.map((role) => scopesOf([role])), ALL_SCOPES, ALL_SCOPES])
      bearer(await product.issueToken(scopes, caller.practiceId, { staffId: 'N1' }));
    bearer(await product.issueToken(['readings:write'], caller.practiceId, { source: 'g' }));

    const before = await owner.image();
    const logged = product.logLines.length;
    const [texts, own] = [textCanaries('A'), textCanaries('B')];
    const sentIds = new Set<string>();
    const statuses: Record<string, number> = {};
    const leaks: string[] = [];
    const failures: string[] = [];
    let ownSeen = 0;
    let made = 0;
    const work = async (): Promise<void> => {
      while (made < CALLS) {
        made += 1;
        const route = routes[random.whole(0, routes.length - 1)] as ProductRoute;
        const request = requests.of(route);
        // Signing out would end the session for the calls that follow.
        const first = route.path === '/v1/session' && route.method === 'DELETE' ? 1 : 0;
        const sender = senders[random.whole(first, senders.length - 1)] ?? {};
        const { method, path, headers, body } = request;
        for (const id of `${decodeURIComponent(path)} ${body}`.match(idCanaries('A')) ?? [])
          sentIds.add(id.toLowerCase());
        const answer = await fetch(product.baseUrl + path, {
          method,
          headers: { ...headers, ...sender },
          ...(body !== null && { body }),
        });
        const text = JSON.stringify([...answer.headers]) + (await answer.text());
        const word = texts.exec(text)?.[0];
        const strange = (text.match(idCanaries('A')) ?? []).find((id) => !sentIds.has(id.toLowerCase()));
        if (word !== undefined || strange !== undefined)
          leaks.push(`${method} ${route.path}: ${word ?? strange}`);
        if (answer.status >= 500) failures.push(`${answer.status} ${method} ${path} ${body}`);
        if (own.test(text)) ownSeen += 1;
        statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      }
    };
    await Promise.all(Array.from({ length: TOGETHER }, work));
    const lines = product.logLines.slice(logged).filter((line) => texts.test(line));
    say(
      `cross-tenant: ${made} calls on ${routes.length} routes, ${leaks.length + lines.length} canaries; answers ${JSON.stringify(statuses)}; ${ownSeen} with the caller's own words`,
    );
    expect(leaks.slice(0, 10)).toEqual([]);
    expect(lines.slice(0, 10)).toEqual([]);
    expect(failures.slice(0, 10)).toEqual([]);
    expect(await owner.image()).toEqual(before);
    // Otherwise the calls were refused early and this proves nothing.
    expect(ownSeen).toBeGreaterThan(CALLS / 100);
    expect((statuses[200] ?? 0) + (statuses[201] ?? 0)).toBeGreaterThan(CALLS / 20);
  }, 400_000);

  it('would have seen the words if they had been allowed to', async () => {
    const shown = await owner.story.call('GET', 'patients');
    expect(shown.text).toMatch(textCanaries('A'));
    const exported = await owner.story.call('GET', 'export-batches/1/charges.csv');
    expect(exported.text).toMatch(textCanaries('A'));
  });
});
