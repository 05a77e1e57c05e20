import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { RequestMethod } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import type { Principal } from '../../src/modules/caller/principal.js';
import { REQUIRED_SCOPES } from '../../src/modules/caller/require-scopes.decorator.js';
import { IdempotencyService } from '../../src/modules/identity/idempotency/idempotency.service.js';
import { IDEMPOTENT_POST } from '../../src/modules/identity/idempotency/idempotent-route.js';
import type { TestApp } from '../support/app.js';
import { watchScans } from '../support/explain-query.js';
import { startTimePractice, type TimePractice } from '../support/time-practice.js';

/** POST routes for time and money that need no key, and why. */
const WITHOUT: Readonly<Record<string, string>> = {
  'timers/:id/heartbeat': 'says that the timer runs; said twice it says no more',
  'timers/:id/pause': 'a paused timer stays paused',
  'timers/:id/resume': 'a running timer runs on',
};
const practiceId = 'north';
const staff = { kind: 'person', id: 'S1', practiceId } as Principal;
const ENTRY = {
  patientId: 'P1',
  staffId: 'S1',
  role: 'clinical_staff',
  program: 'RPM',
  activity: 'call',
  start: '2026-03-02T15:00:00Z',
  end: '2026-03-02T15:05:00Z',
  interactive: true,
  mode: 'phone',
  participants: ['patient'],
};
const WRITES_TIME_OR_MONEY: ReadonlySet<string> = new Set(['time:write', 'billing:write']);

describe('a request with an idempotency key', () => {
  let practice: TimePractice;
  let product: TestApp;
  let token: string;
  let scans: () => string[];
  let count = 0;
  let key: string;
  beforeAll(async () => {
    practice = await startTimePractice('2026-03-02T18:00:00Z');
    ({ product } = practice);
    const connection = product.app.get<Connection>(getConnectionToken());
    scans = process.env['MONGODB_URI'] ? () => [] : watchScans(connection);
    token = await practice.staffToken('S1');
  });
  afterAll(() => product.close());
  beforeEach(() => {
    key = `key-${(count += 1)}`;
  });

  const send = (body: object, headers: Record<string, string> = {}, path = '/v1/time-entries') =>
    fetch(`${product.baseUrl}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': key,
        ...headers,
      },
      body: JSON.stringify(body),
    });
  const entry = (more: object = {}) => ({ ...ENTRY, externalId: `E-${count}`, ...more });
  const documents = (collection: string, filter: object = {}) =>
    product.app
      .get<Connection>(getConnectionToken())
      .collection(collection)
      .find({ practiceId, ...filter })
      .toArray();
  const crash = async (content: string, mayRepeat: boolean) => {
    const request = { key, content, mayRepeat };
    const begun = await product.app.get(IdempotencyService).begin(staff, request);
    if (begun.outcome === 'reserved') begun.held.abandon();
    return begun.outcome;
  };

  it('runs once, and later gets the first answer, byte for byte', async () => {
    const first = await send(entry());
    expect(first.status).toBe(201);
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    const text = await first.text();
    for (let again = 0; again < 3; again += 1) {
      const answer = await send(entry());
      expect(answer.status).toBe(201);
      expect(answer.headers.get('idempotent-replayed')).toBe('true');
      expect(answer.headers.get('content-type')).toBe(first.headers.get('content-type'));
      expect(await answer.text()).toBe(text);
    }
    // Without the header, the entry's own key decides.
    const plain = await send(entry(), { 'idempotency-key': '' });
    expect(plain.status).toBe(400);
  });

  it('is refused with the body or URL of a different request', async () => {
    await send(entry());
    expect((await send(entry({ activity: 'other' }))).status).toBe(422);
    expect((await send(entry(), {}, '/v1/time-entries/none/corrections')).status).toBe(422);
    expect((await send(entry())).headers.get('idempotent-replayed')).toBe('true');
  });

  it('does not share its key with other callers', async () => {
    await send(entry());
    const namesake = await product.issueToken(['time:write'], practiceId, {
      principalId: 'S1-2',
      staffId: 'S1',
    });
    const other = await send(entry(), { authorization: `Bearer ${namesake}` });
    expect(other.headers.get('idempotent-replayed')).toBeNull();
    expect(await other.json()).toMatchObject({ status: 'duplicate' });
  });

  it.each(['', 'a b', 'é', 'x'.repeat(256)])('is refused with the key %j', async (odd) => {
    const bytes = Buffer.from(odd).toString('latin1');
    expect((await send(entry(), { 'idempotency-key': bytes })).status).toBe(400);
  });

  it('is refused with an NDJSON body', async () => {
    const answer = await send(entry(), { 'content-type': 'application/x-ndjson' });
    expect(answer.status).toBe(415);
    expect((await send(entry())).headers.get('idempotent-replayed')).toBeNull();
  });

  it('may use its key again if it was invalid', async () => {
    expect((await send(entry({ start: 'yesterday' }))).status).toBe(400);
    const right = await send(entry());
    expect(right.status).toBe(201);
    expect(right.headers.get('idempotent-replayed')).toBeNull();
  });

  it('stores a refusal that depends on the records', async () => {
    await send(entry());
    key = `${key}-conflict`;
    const first = await send(entry({ activity: 'other' }));
    expect(first.status).toBe(409);
    const again = await send(entry({ activity: 'other' }));
    expect(again.status).toBe(409);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.headers.get('content-type')).toBe('application/problem+json');
    expect(await again.json()).toEqual(await first.json());
  });

  it('runs once when it is sent 64 times at once', async () => {
    const answers = await Promise.all(Array.from({ length: 64 }, () => send(entry())));
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    const fresh = answers.filter(
      ({ status, headers }) => status === 201 && !headers.has('idempotent-replayed'),
    );
    expect(fresh).toHaveLength(1);
    for (const [index, { status, headers }] of answers.entries()) {
      if (status === 201) continue;
      expect(status).toBe(409);
      expect(headers.get('retry-after')).toBe('1');
      expect(texts[index]).toContain('still in progress');
    }
    const { id } = JSON.parse(await (await send(entry())).text()) as { id: string };
    expect(await documents('timeEntries', { id })).toHaveLength(1);
  });

  it('runs again after a crash if what it makes has its own key, and makes nothing twice', async () => {
    const body = entry();
    const made = (await (await send(body, { 'idempotency-key': `${key}-before` })).json()) as { id: string };
    // The state that a process leaves when it dies between the work and its answer.
    expect(await crash(JSON.stringify(['POST', '/v1/time-entries', body]), true)).toBe('reserved');
    expect((await send(body)).status).toBe(409);
    product.clock.advanceSeconds(31);
    const again = await send(body);
    expect(await again.json()).toMatchObject({ status: 'duplicate', id: made.id });
    expect(await documents('timeEntries', { id: made.id })).toHaveLength(1);
    expect((await send(body)).headers.get('idempotent-replayed')).toBe('true');
  });

  it('answers that the outcome is unknown, if repeating it could have a different effect', async () => {
    expect(await crash('x', false)).toBe('reserved');
    expect(await crash('x', false)).toBe('under_way');
    product.clock.advanceSeconds(31);
    expect(await crash('x', false)).toBe('unknown');
  });

  it('is forgotten after two days, and not before one', async () => {
    await send(entry());
    product.clock.advanceSeconds(86_400);
    expect((await send(entry())).headers.get('idempotent-replayed')).toBe('true');
    product.clock.advanceSeconds(86_400);
    const late = entry({ reason: 'sent again' });
    expect((await send(late)).headers.get('idempotent-replayed')).toBeNull();
    product.clock.advanceSeconds(3 * 86_400);
    expect(await product.app.get(IdempotencyService).removeExpired()).toBeGreaterThan(0);
    expect(await documents('idempotencyKeys')).toEqual([]);
  });

  it('leaves no readable part of its answer in the store', async () => {
    const note = 'CANARY-NOTE-7781';
    await send(entry({ note, reason: 'sent late' }));
    const text = JSON.stringify(await documents('idempotencyKeys'));
    expect(text).toContain('"answer":"k1:');
    expect(text).not.toMatch(new RegExp(`${note}|accepted|${key}"`));
  });

  it('is accepted by every route that makes time or money', () => {
    const missing: string[] = [];
    let taken = 0;
    for (const module of product.app.get(ModulesContainer).values()) {
      for (const { metatype } of module.controllers.values()) {
        for (const [path, handler] of postsOf(metatype as Controller)) {
          if (Reflect.hasMetadata(IDEMPOTENT_POST, handler)) taken += 1;
          else if (isTimeOrMoney(path, scopesOf(handler, metatype as Controller)) && !(path in WITHOUT))
            missing.push(path);
        }
      }
    }
    expect(missing).toEqual([]);
    expect(taken).toBeGreaterThan(15);
  });

  it('is found, and removed after it expires, only through indexes', async () => {
    await product.app.get(IdempotencyService).removeExpired();
    expect(scans()).toEqual([]);
  });
});

type Handler = (...args: never[]) => unknown;
type Controller = (new (...args: never[]) => object) & { readonly prototype: Record<string, Handler> };

function* postsOf(controller: Controller): Generator<[string, Handler]> {
  const prefix = String(Reflect.getMetadata('path', controller));
  for (const name of Object.getOwnPropertyNames(controller.prototype)) {
    const handler = controller.prototype[name];
    if (typeof handler !== 'function' || Reflect.getMetadata('method', handler) !== RequestMethod.POST)
      continue;
    const path = [prefix, String(Reflect.getMetadata('path', handler))].map((part) =>
      part.replace(/^\/|\/$/g, ''),
    );
    yield [path.filter((part) => part !== '').join('/'), handler];
  }
}

function scopesOf(...targets: readonly object[]): readonly string[] {
  for (const target of targets) {
    const scopes = Reflect.getMetadata(REQUIRED_SCOPES, target) as readonly string[] | undefined;
    if (scopes !== undefined) return scopes;
  }
  return [];
}

/** Encounters lead to charges, whatever the scope is called. Coding one without storing it makes nothing. */
function isTimeOrMoney(path: string, scopes: readonly string[]): boolean {
  if (/^encounters(?!.*(assess|compare)$)/.test(path)) return true;
  return scopes.some((scope) => WRITES_TIME_OR_MONEY.has(scope));
}
