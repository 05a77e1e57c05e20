import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { ALL_SCOPES } from '../../src/modules/caller/principal.js';
import { FieldCipher } from '../../src/platform/crypto/field-cipher.js';
import { sealedFieldsOf, sealedValuesOf } from '../../src/platform/crypto/sealed-fields.js';
import { routeSeeds, type RouteSeed } from '../faults/support/route-seeds.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { storedCollection } from '../support/stored-collection.js';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Fields that hold data of a person, wherever they occur in a body, and the value they get here. */
const CANARIES: Readonly<Record<string, string>> = {
  family: 'Canaryfamily',
  given: 'Canarygiven',
  mrn: 'CANARY-MRN-1',
  phone: '+1 555 777 9911',
  line1: '1 Canary Road',
  city: 'Canarytown',
  memberId: 'CANARY-MEMBER',
  taxId: '12-3459876',
  note: 'canary note',
  address: 'canary address',
  namePrefix: 'Canaryfa',
};
const IDENTIFIER = /canary|555.?777.?9911|12-3459876/i;
/** A value in a field where it does not belong. It may be stored wherever any text may be. */
const MISPLACED = 'kanarie =';
const CANARY = new RegExp(`${IDENTIFIER.source}|kanarie`, 'i');
const PEOPLE = new Set(['participants']);

describe('what identifies a patient', () => {
  let product: TestApp;
  let token: string;
  const leaks: string[] = [];
  const statuses: Record<number, number> = {};

  beforeAll(async () => {
    product = await startTestApp({ env: { LOG_LEVEL: 'trace' } });
    token = await product.issueToken(ALL_SCOPES, 'north', { staffId: 'RN-1', principalId: 'RN-1' });
    await put('practice', { name: 'North', zone: 'America/Chicago', taxId: CANARIES['taxId'] ?? '' });
    await put('payers/PAYER-MEDICARE', { name: 'Medicare', type: 'medicare_ffs', profiles: [] });
    await put('staff/RN-1', { name: 'Nurse', role: 'clinical_staff' });
    await put('staff/MD-1', { name: 'Doctor', role: 'qhp', npi: '1234567893' });
    const seeds = seedsWithCanaries();
    const patient = seeds.find(({ path }) => path === '/v1/patients/FUZZ-P');
    await put('patients/P00001', patient?.body as Json);
    for (const seed of seeds) await send(seed);
    // Then damaged bodies, to see every refusal that a wrong value leads to.
    for (const seed of seeds) for (const damaged of damagedBodies(seed)) await send(damaged);
    for (const seed of seeds)
      if (seed.method === 'GET') await send({ ...seed, query: { name: 'Canaryfamily' } });
  }, 240_000);
  afterAll(() => product.close());

  it('went through the product, both accepted and refused', () => {
    expect(statuses[200] ?? 0).toBeGreaterThan(20);
    expect(statuses[201] ?? 0).toBeGreaterThan(5);
    expect(statuses[400] ?? 0).toBeGreaterThan(200);
  });

  it('appears in no refusal and no header', () => {
    expect(leaks).toEqual([]);
  });

  it('appears in no log line, even at the trace level', () => {
    expect(product.logLines.length).toBeGreaterThan(100);
    expect(product.logLines.filter((line) => CANARY.test(line))).toEqual([]);
  });

  it('appears in no metric', async () => {
    const headers = { authorization: `Bearer ${token}` };
    expect(await (await fetch(`${product.baseUrl}/metrics`, { headers })).text()).not.toMatch(CANARY);
  });

  it('is readable nowhere in the store, and no encrypted value is undeclared', async () => {
    const cipher = product.app.get(FieldCipher);
    const legible: string[] = [];
    const undeclared: string[] = [];
    let sealed = 0;
    for (const { schema, collection } of Object.values(
      product.app.get<Connection>(getConnectionToken()).models,
    )) {
      const fields = sealedFieldsOf(schema);
      for (const doc of await storedCollection(product.app, collection.name).find({}).toArray()) {
        const declared = new Set(sealedValuesOf(doc, fields).map(({ value }) => value));
        sealed += declared.size;
        for (const [path, text] of textsOf(doc as unknown as Json, collection.name)) {
          if (IDENTIFIER.test(text)) legible.push(path);
          const isOurs = cipher.keyIdOf(text) === cipher.currentKeyId && !declared.has(text);
          // The text by which the store recognizes its keys belongs to no practice.
          if (isOurs && collection.name !== 'storeChecks') undeclared.push(path);
        }
      }
    }
    expect(sealed).toBeGreaterThan(15);
    expect(legible).toEqual([]);
    expect(undeclared).toEqual([]);
  });

  async function put(path: string, body: Json): Promise<void> {
    const answer = await fetch(`${product.baseUrl}/v1/${path}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  }

  async function send({ method, path, query, body }: RouteSeed): Promise<void> {
    const search = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`;
    const answer = await fetch(`${product.baseUrl}${path}${search}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'idempotency-key': `k-${leaks.length}-${Math.random()}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
    const headers = JSON.stringify([...answer.headers]);
    if (answer.status >= 400 && CANARY.test(text)) leaks.push(`${answer.status} ${method} ${path} ${text}`);
    if (CANARY.test(headers)) leaks.push(`header of ${method} ${path} ${headers}`);
  }
});

function seedsWithCanaries(): RouteSeed[] {
  const practice = { folder: '', practiceId: 'north', patientIds: [], devices: [], staffIds: [] };
  return routeSeeds(practice)
    .filter(({ path }) => !/^\/(v1\/(session|account-setup|backups)|metrics)/.test(path))
    .map((seed) => (seed.body === undefined ? seed : { ...seed, body: withCanaries(seed.body as Json, '') }));
}

function withCanaries(value: Json, name: string): Json {
  if (Array.isArray(value)) return value.map((each) => withCanaries(each, name));
  if (typeof value === 'string') {
    if (PEOPLE.has(name)) return 'canary person';
    return CANARIES[name] ?? value;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      key === 'name' && name === 'participants' ? 'canary person' : withCanaries(each, key),
    ]),
  );
}

/** Copies of the body, each with a canary in place of one value. */
function damagedBodies(seed: RouteSeed): RouteSeed[] {
  if (seed.body === undefined) return [];
  const text = JSON.stringify(seed.body);
  const places = [...text.matchAll(/"(?:[^"\\]|\\.)*"(?=\s*[,}\]])|-?\d[\d.]*(?=[,}\]])|null|true|false/g)];
  return places.map((place) => {
    const damaged = `${text.slice(0, place.index)}${JSON.stringify(MISPLACED)}${text.slice(place.index + place[0].length)}`;
    return { ...seed, body: JSON.parse(damaged) as unknown };
  });
}

function* textsOf(value: Json, path: string): Generator<[string, string]> {
  if (typeof value === 'string') yield [path, value];
  else if (Array.isArray(value)) for (const each of value) yield* textsOf(each, `${path}[]`);
  else if (typeof value === 'object' && value !== null)
    for (const [key, each] of Object.entries(value)) yield* textsOf(each, `${path}.${key}`);
}
