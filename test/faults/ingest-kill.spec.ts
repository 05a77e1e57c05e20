import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SeededRandom } from '../../src/cli/sample/seeded-random.js';
import { ChildPool, ensureBuild } from './support/child-process.js';
import { faultCount, faultRandom, say } from './support/fault-seed.js';
import { prepareFolder, type Prepared } from './support/prepare.js';
import { chainFaults } from './support/stored-chains.js';
import { copyOfFolder, StoredImage } from './support/stored-image.js';

const KILLS = faultCount('FAULT_INGEST_KILLS', 170);
const KILLS_A_FOLDER = 10;
/** After which word of the process the kill may come, how often, and within how many milliseconds. */
const MOMENTS = [
  { word: 'opening', share: 0.15, millisMax: 160 },
  { word: 'begin', share: 0.15, millisMax: 80 },
  { word: 'ack ', share: 0.7, millisMax: 40 },
] as const;
const LANES = 3;
const NEW_BATCHES = 40;

interface Batch {
  readonly name: string;
  readonly inputs: readonly object[];
}

interface StoredReading {
  readonly _id: string;
  readonly id: string;
  readonly source: string;
  readonly key: string;
  readonly patientId: string | null;
}

interface StoredAudit {
  readonly actor: { readonly id: string };
  readonly action: string;
  readonly count: number;
  readonly digest: string;
}

/** One folder through several kills: what was sent, and what was acknowledged. */
class Series {
  readonly sent = new Map<string, Batch>();
  readonly acknowledged = new Set<string>();
  /** Batches that a dead process had not answered: stored whole or not at all. */
  unanswered: Batch[] = [];

  constructor(
    readonly folder: string,
    readonly deviceIds: readonly string[],
    readonly number: number,
  ) {}

  /** The work of the next process: first retries, then new batches, then repeats of stored ones. */
  batchesFor(cycle: number, random: SeededRandom): Batch[] {
    const fresh = Array.from({ length: NEW_BATCHES }, (_, index): Batch => {
      const name = `s${this.number}-c${cycle}-b${index}`;
      const size = random.pick([1, 1, 2, 5, 20, 20, 60, 100]);
      return {
        name,
        inputs: Array.from({ length: size }, (_each, position) => this.reading(name, position, random)),
      };
    });
    const known = [...this.acknowledged];
    const repeated = known.length === 0 ? [] : [this.batch(random.pick(known))];
    const batches = [...this.unanswered, ...repeated, ...fresh];
    for (const batch of batches) this.sent.set(batch.name, batch);
    return batches;
  }

  batch(name: string): Batch {
    const batch = this.sent.get(name);
    if (batch === undefined) throw new Error(`batch ${name} was never sent`);
    return batch;
  }

  private reading(batch: string, position: number, random: SeededRandom): object {
    const day = String(random.whole(1, 28)).padStart(2, '0');
    const month = String(random.whole(1, 3)).padStart(2, '0');
    return {
      externalId: `${batch}-${position}`,
      deviceId: random.pick(this.deviceIds),
      takenAt: `2026-${month}-${day}T${String(random.whole(10, 23))}:05:00Z`,
      kind: 'weight',
      origin: 'device_auto',
      values: [{ code: '29463-7', value: random.whole(50, 120), unit: 'kg' }],
    };
  }
}

interface Figures {
  kills: number;
  killsWhileOpening: number;
  killsWithUnanswered: number;
  batches: number;
  readings: number;
  retriesStored: number;
  retriesNotStored: number;
  lost: number;
  duplicates: number;
  torn: number;
}

describe(`the storage process killed ${KILLS} times while it stores readings`, () => {
  const figures: Figures = {
    kills: 0,
    killsWhileOpening: 0,
    killsWithUnanswered: 0,
    batches: 0,
    readings: 0,
    retriesStored: 0,
    retriesNotStored: 0,
    lost: 0,
    duplicates: 0,
    torn: 0,
  };
  const pool = new ChildPool('ingest-child.js');
  let base: Prepared;

  beforeAll(async () => {
    ensureBuild();
    base = await prepareFolder('records', 12);
  });
  afterAll(async () => {
    await pool.close();
    rmSync(base.folder, { recursive: true, force: true });
  });

  it('keeps every acknowledged reading once, each batch whole and with its audit entry', async () => {
    const random = faultRandom('ingest kills');
    const deviceIds = base.devices.map(({ deviceId }) => deviceId);
    for (let number = 0; figures.kills < KILLS; number += 1) {
      // The first series starts empty, so its tables and indexes are also created during kills.
      const folder = number === 0 ? mkdtempSync(join(tmpdir(), 'tally-fault-')) : copyOfFolder(base.folder);
      const series = new Series(folder, deviceIds, number);
      for (let cycle = 0; cycle < KILLS_A_FOLDER && figures.kills < KILLS; cycle += 1)
        await killOnce(series, cycle, random);
      rmSync(folder, { recursive: true, force: true });
    }
    say(`ingest kills: ${JSON.stringify(figures)}`);
    expect(figures).toMatchObject({ kills: KILLS, lost: 0, duplicates: 0, torn: 0 });
    expect(figures.batches).toBeGreaterThan(0);
  }, 900_000);

  async function killOnce(series: Series, cycle: number, random: SeededRandom): Promise<void> {
    const child = await pool.take();
    const batches = series.batchesFor(cycle, random);
    child.order({ folder: series.folder, practiceId: base.practiceId, lanes: LANES, batches });
    const moment = momentOf(random);
    await child.reported(moment.word);
    await sleep(random.next() * moment.millisMax);
    await child.kill();
    expect(child.errors.replace(/^made a new key file.*$/m, '').trim()).toBe('');
    figures.kills += 1;
    if (!child.lines.includes('begin')) figures.killsWhileOpening += 1;
    const retried = new Set(series.unanswered.map(({ name }) => name));
    for (const line of child.lines.filter((each) => each.startsWith('ack '))) heed(series, line, retried);
    await verify(series, batches);
  }

  /** A new batch is entirely new. A retried one is entirely new or entirely known, because it was stored whole or not at all. */
  function heed(series: Series, line: string, retried: Set<string>): void {
    const [, name = '', text = ''] = line.split(' ', 3);
    const size = series.batch(name).inputs.length;
    const { accepted = 0, quarantined = 0, ...other } = JSON.parse(text) as Record<string, number>;
    const taken = accepted + quarantined;
    const isKnown = series.acknowledged.has(name);
    if (isKnown || (retried.has(name) && taken === 0)) expect(other).toEqual({ duplicate: size });
    else expect({ name, taken, other }).toEqual({ name, taken: size, other: {} });
    if (retried.delete(name)) figures[taken === 0 ? 'retriesStored' : 'retriesNotStored'] += 1;
    if (isKnown) return;
    series.acknowledged.add(name);
    figures.batches += 1;
    figures.readings += size;
  }

  async function verify(series: Series, batches: readonly Batch[]): Promise<void> {
    const image = await StoredImage.of(series.folder);
    try {
      expect(image.integrity()).toBe('ok');
      const readings = image.has('readings') ? await image.documents<StoredReading>('readings') : [];
      const audit = image.has('auditEntries') ? await image.documents<StoredAudit>('auditEntries') : [];
      expect(await chainFaults(image)).toEqual([]);
      const stored = compare(series, readings, audit);
      await expectIndexesUsable(image, readings);
      series.unanswered = batches.filter(({ name }) => !series.acknowledged.has(name)).slice(0, LANES * 2);
      if (series.unanswered.some(({ name }) => stored.has(name))) figures.killsWithUnanswered += 1;
    } finally {
      await image.close();
    }
  }

  /** @returns the names of the batches that are stored */
  function compare(
    series: Series,
    readings: readonly StoredReading[],
    audit: readonly StoredAudit[],
  ): ReadonlySet<string> {
    const byBatch = new Map<string, StoredReading[]>();
    for (const reading of readings) {
      const name = /^x:(.+)-\d+$/.exec(reading.key)?.[1] ?? '';
      byBatch.set(name, [...(byBatch.get(name) ?? []), reading]);
    }
    figures.duplicates +=
      readings.length - new Set(readings.map(({ source, key }) => `${source} ${key}`)).size;
    const entries = new Map<string, StoredAudit[]>();
    for (const entry of audit.filter(({ action }) => action === 'readings.ingest'))
      entries.set(entry.actor.id, [...(entries.get(entry.actor.id) ?? []), entry]);
    for (const name of series.acknowledged)
      if (byBatch.get(name)?.length !== series.batch(name).inputs.length) figures.lost += 1;
    for (const [name, stored] of byBatch) {
      const audited = entries.get(name) ?? [];
      const isWhole = stored.length === series.batch(name).inputs.length;
      const isAudited =
        audited.length === 1 && audited[0]?.digest === digestOf(stored) && audited[0].count === stored.length;
      if (!isWhole || !isAudited) figures.torn += 1;
    }
    for (const name of entries.keys()) if (!byBatch.has(name)) figures.torn += 1;
    return new Set(byBatch.keys());
  }
});

function momentOf(random: SeededRandom): (typeof MOMENTS)[number] {
  const [opening, begin, working] = MOMENTS;
  const draw = random.next();
  if (draw < opening.share) return opening;
  return draw < opening.share + begin.share ? begin : working;
}

function digestOf(readings: readonly StoredReading[]): string {
  const ids = readings.map(({ id }) => id).sort();
  return createHash('sha256').update(ids.join('\n')).digest('hex');
}

/** The unique index and the patient index find exactly what the table holds. */
async function expectIndexesUsable(image: StoredImage, readings: readonly StoredReading[]): Promise<void> {
  const collection = image.connection.collection('readings');
  const [last] = readings.slice(-1);
  if (last === undefined) return;
  const practiceId = last._id.slice(0, last._id.indexOf(':'));
  const bySender = await collection.find({ practiceId, source: last.source, key: last.key }).toArray();
  expect(bySender.map(({ _id }) => String(_id))).toEqual([last._id]);
  const ofPatient = await collection.countDocuments({ practiceId, patientId: last.patientId } as never);
  expect(ofPatient).toBe(readings.filter(({ patientId }) => patientId === last.patientId).length);
}
