import { ApiClient } from '../../src/cli/demo/api-client.js';
import { parsePractice } from '../../src/cli/exchange/practice/practice-records.js';
import { timeLineInput } from '../../src/cli/exchange/time-line.js';
import { importRecords } from '../../src/cli/import/import-records.js';
import { serviceSink } from '../../src/cli/import/service-sink.js';
import { generateSamplePractice } from '../../src/cli/sample/generate-sample-practice.js';
import { SeededRandom } from '../../src/cli/sample/seeded-random.js';
import type { ChargeView } from '../../src/domain/charges/explain/charge-view.js';
import { jobPrincipal, type Scope } from '../../src/modules/caller/principal.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { recount, type OracleCharge, type OraclePractice } from '../support/oracle.js';

const AS_OF = '2026-04-05';
// A server over the wire is much slower, so it gets only twelve patients.
const PATIENTS = process.env['MONGODB_URI'] ? 12 : 42;
const TEST_MS = 300_000;
const NOW = '2026-04-06T18:00:00Z';

/** One patient per kind of fault, with fewer readings a day than the demo. */
const sample = generateSamplePractice({ patients: PATIENTS, seed: 7, density: 0.3 });
const readings = [...sample.readings];
const time = [...sample.time];

describe('a sample practice posted in any order and in batches of any size', () => {
  let product: TestApp;
  beforeAll(async () => {
    product = await startTestApp({ now: NOW });
  }, TEST_MS);
  afterAll(() => product.close());

  const words = (one: OracleCharge | ChargeView) =>
    [one.patientId, one.dateOfService, one.code, one.units, ...one.modifiers].join(' ');
  const expected = recount({
    practice: sample.practice as unknown as OraclePractice,
    readings,
    time,
    asOf: AS_OF,
  })
    .charges.map(words)
    .sort();

  async function practice(id: string, scopes: readonly Scope[], source?: string): Promise<ApiClient> {
    const holder = source === undefined ? { principalId: 'biller' } : { source };
    return new ApiClient(product.baseUrl, await product.issueToken(scopes, id, holder));
  }

  interface Delivery {
    readonly readings: readonly string[];
    readonly time: readonly string[];
    readonly batch: number;
    /** Whether the records arrive after the evidence that they explain. */
    readonly assignmentsLast?: boolean;
    readonly closeBetween?: boolean;
  }

  async function deliver(id: string, delivery: Delivery): Promise<string[]> {
    const parsed = parsePractice({
      ...sample.practice,
      practice: { ...sample.practice.practice, id },
    });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
    const { records } = parsed;
    const assignments = delivery.assignmentsLast === true ? [] : records.assignments;
    await importRecords(serviceSink(product.app, jobPrincipal(id)), { ...records, assignments });
    const gateway = await practice(id, ['readings:write'], 'gateway-1');
    const biller = await practice(id, ['records:write', 'time:write', 'billing:read', 'billing:write']);
    const close = () => biller.post('/v1/closing-runs', { asOf: `${AS_OF}T12:00:00-05:00`, graceDays: 0 });
    for (let start = 0; start < delivery.readings.length; start += delivery.batch) {
      const lines = delivery.readings.slice(start, start + delivery.batch);
      const answer = await gateway.send('/v1/readings', `${lines.join('\n')}\n`, 'application/x-ndjson');
      expect(answer.status).toBe(200);
      const middle = delivery.readings.length / 2;
      if (delivery.closeBetween === true && start < middle && start + delivery.batch >= middle) await close();
    }
    for (let start = 0; start < delivery.time.length; start += delivery.batch) {
      const entries = delivery.time.slice(start, start + delivery.batch).flatMap(asImport);
      if (entries.length > 0) await biller.post('/v1/time-entries', entries);
    }
    if (delivery.assignmentsLast === true)
      for (const { deviceId, ...assignment } of [...records.assignments].reverse())
        await biller.post(`/v1/devices/${deviceId}/assignments`, assignment);
    await close();
    return (await biller.all<ChargeView>('/v1/charges')).map(words).sort();
  }

  it(
    'as the sender sends it',
    async () => {
      const charges = await deliver('PR-AS-SENT', { readings, time, batch: 500 });
      expect(charges.length).toBeGreaterThan(PATIENTS);
      expect(charges).toEqual(expected);
    },
    TEST_MS,
  );

  it(
    'in small batches, the assignments of every device recorded last of all',
    async () => {
      const charges = await deliver('PR-LATE', { readings, time, batch: 173, assignmentsLast: true });
      expect(charges).toEqual(expected);
    },
    TEST_MS,
  );

  it(
    'shuffled, with a closing in the middle',
    async () => {
      const random = SeededRandom.ofPart(99, 0);
      const charges = await deliver('PR-SHUFFLED', {
        readings: shuffledKeepingFirsts(readings, random),
        time: shuffledKeepingFirsts(time, random),
        batch: 700,
        closeBetween: true,
      });
      expect(charges).toEqual(expected);
    },
    TEST_MS,
  );
});

function asImport(line: string): object[] {
  try {
    return [{ ...(timeLineInput(JSON.parse(line)) as object), source: 'import' }];
  } catch {
    return [];
  }
}

/** Any order, except that the first line with a given sender id stays first, because it is the one that counts. */
function shuffledKeepingFirsts(lines: readonly string[], random: SeededRandom): string[] {
  const order = lines.map((_, n) => n);
  for (let n = order.length - 1; n > 0; n--) {
    const other = random.whole(0, n);
    [order[n], order[other]] = [order[other] as number, order[n] as number];
  }
  const places = new Map<string, number[]>();
  order.forEach((line, place) => {
    const id = idOf(lines[line] ?? '');
    if (id !== null) places.set(id, [...(places.get(id) ?? []), place]);
  });
  for (const taken of places.values()) {
    const sorted = taken.map((place) => order[place] as number).sort((a, b) => a - b);
    taken.forEach((place, n) => (order[place] = sorted[n] as number));
  }
  return order.map((line) => lines[line] ?? '');
}

function idOf(line: string): string | null {
  try {
    const parsed = JSON.parse(line) as { source?: string; externalId?: string; id?: string };
    const id = parsed.externalId ?? parsed.id;
    return id === undefined ? null : `${parsed.source ?? ''} ${id}`;
  } catch {
    return null;
  }
}
