import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SeededRandom } from '../../src/cli/sample/seeded-random.js';
import { ChildPool, ensureBuild, ReportingChild } from './support/child-process.js';
import { faultCount, faultRandom, say } from './support/fault-seed.js';
import { AS_OF, prepareFolder, type Prepared } from './support/prepare.js';
import { copyOfFolder, StoredImage } from './support/stored-image.js';

const KILLS = faultCount('FAULT_CLOSING_KILLS', 170);
const PATIENTS = 30;
const DELAY_MS_MAX = 40;
const OPENING_MS_MAX = 160;
/** After this many kills the next process is left alone, so that many closings finish. */
const KILLS_A_FOLDER = 8;
/** The patients per call: a number, the whole practice, or whatever the queue says is due. */
const WAYS = [1, 1, 3, 'all', 'tick'] as const;

interface StoredSource {
  readonly id: string;
  readonly patientId: string;
  readonly version: number;
  readonly charges: readonly { readonly id: string }[];
}

interface StoredAudit {
  readonly action: string;
  readonly count: number;
}

/** A practice before closing, and the result of closing it undisturbed. */
interface Stage {
  readonly name: string;
  readonly base: Prepared;
  /** Texts of the sources by id, byte for byte. */
  readonly before: ReadonlyMap<string, string>;
  readonly after: ReadonlyMap<string, string>;
  /** Written by earlier closings. */
  readonly writesBefore: number;
  readonly auditedBefore: number;
  readonly digest: string;
  readonly millis: number;
}

interface Figures {
  kills: number;
  killsHalfWay: number;
  closings: number;
  acknowledgedPatients: number;
  sourcesCompared: number;
  lost: number;
  differing: number;
  doubleCharges: number;
  auditDiffers: number;
}

describe(`the storage process killed ${KILLS} times while it closes`, () => {
  const figures: Figures = {
    kills: 0,
    killsHalfWay: 0,
    closings: 0,
    acknowledgedPatients: 0,
    sourcesCompared: 0,
    lost: 0,
    differing: 0,
    doubleCharges: 0,
    auditDiffers: 0,
  };
  const pool = new ChildPool('closing-child.js');
  const stages: Stage[] = [];

  beforeAll(async () => {
    ensureBuild();
    stages.push(await stageOf('first closing', await prepareFolder('evidence', PATIENTS)));
    stages.push(await stageOf('restatement', await prepareFolder('restate', PATIENTS)));
  }, 240_000);
  afterAll(async () => {
    await pool.close();
    for (const { base } of stages) rmSync(base.folder, { recursive: true, force: true });
  });

  /** The time of the slower of the two undisturbed closings. The machine may be busier by now. */
  let longestMillis = 0;

  it('makes the same charges, byte for byte, as an undisturbed closing', async () => {
    const random = faultRandom('closing kills');
    longestMillis = Math.max(...stages.map(({ millis }) => millis));
    for (let number = 0; figures.kills < KILLS; number += 1) {
      const stage = stages[number % stages.length];
      if (stage === undefined) throw new RangeError('there are stages');
      await closeUnderFire(stage, random);
    }
    say(`closing kills: ${JSON.stringify(figures)}`);
    expect(figures).toMatchObject({ lost: 0, differing: 0, doubleCharges: 0, auditDiffers: 0 });
    expect(figures.kills).toBeGreaterThanOrEqual(KILLS);
    expect(figures.killsHalfWay).toBeGreaterThan(0);
  }, 900_000);

  /** Kills one process after another on one folder, each a little later than the last, until one finishes. */
  async function closeUnderFire(stage: Stage, random: SeededRandom): Promise<void> {
    const folder = copyOfFolder(stage.base.folder);
    for (let [isDone, kills] = [false, 0]; !isDone; kills += 1) {
      const way = random.pick(WAYS);
      const child = await start(stage, folder, way);
      const moment = await Promise.race([
        child.reported('closed'),
        ...(kills < KILLS_A_FOLDER
          ? [momentToKill(child, random, typeof way === 'number' ? 'ack ' : 'begin')]
          : []),
      ]);
      isDone = moment !== null;
      if (isDone) {
        expect(await child.reported('done ')).toBe(`done ${stage.digest}`);
        await child.ended;
        figures.closings += 1;
      } else {
        await child.kill();
        figures.kills += 1;
      }
      expect(child.errors).toBe('');
      await verify(stage, folder, acknowledgedBy(child), isDone);
    }
    rmSync(folder, { recursive: true, force: true });
  }

  /** While the store opens, anywhere in the closing, or just after a call was answered. */
  async function momentToKill(child: ReportingChild, random: SeededRandom, answer: string): Promise<null> {
    const draw = random.next();
    const [word, millisMax] =
      draw < 0.15
        ? ['opening', OPENING_MS_MAX]
        : draw < 0.6
          ? ['begin', longestMillis]
          : [answer, DELAY_MS_MAX];
    await child.reported(word);
    await sleep(random.next() * millisMax);
    return null;
  }

  async function start(
    stage: Stage,
    folder: string,
    together: (typeof WAYS)[number],
  ): Promise<ReportingChild> {
    const child = await pool.take();
    const { practiceId, patientIds } = stage.base;
    child.order({ folder, practiceId, patientIds, together, asOf: AS_OF });
    return child;
  }

  async function verify(
    stage: Stage,
    folder: string,
    acknowledged: readonly string[],
    isDone: boolean,
  ): Promise<void> {
    const image = await StoredImage.of(folder);
    try {
      expect(image.integrity()).toBe('ok');
      const stored = textsOf(image);
      let moved = 0;
      for (const [id, text] of stored) {
        figures.sourcesCompared += 1;
        if (text !== stage.after.get(id) && text !== stage.before.get(id)) figures.differing += 1;
        if (text !== stage.before.get(id)) moved += 1;
      }
      for (const [id, text] of stage.after) {
        const isExpected = isDone || acknowledged.includes(patientOf(text));
        if (isExpected && stored.get(id) !== text) figures.lost += 1;
      }
      if (moved > 0 && !isDone) figures.killsHalfWay += 1;
      figures.acknowledgedPatients += acknowledged.length;
      await count(stage, image);
    } finally {
      await image.close();
    }
  }

  /** Each charge exists once, and each written version of a source appears once in the audit log. */
  async function count(stage: Stage, image: StoredImage): Promise<void> {
    const { writes, audited, chargeIds } = await countsOf(image);
    figures.doubleCharges += chargeIds.length - new Set(chargeIds).size;
    if (writes - stage.writesBefore !== audited - stage.auditedBefore) figures.auditDiffers += 1;
  }
});

async function stageOf(name: string, base: Prepared): Promise<Stage> {
  const folder = copyOfFolder(base.folder);
  const child = ReportingChild.support('closing-child.js');
  await child.reported('ready');
  child.order({ ...base, folder, together: 3, asOf: AS_OF });
  await child.reported('begin');
  const began = performance.now();
  await child.reported('closed');
  const millis = performance.now() - began;
  const digest = (await child.reported('done ')).slice('done '.length);
  await child.ended;
  const [before, after] = [await StoredImage.of(base.folder), await StoredImage.of(folder)];
  const { writes, audited } = await countsOf(before);
  const charges = (await countsOf(after)).chargeIds.length;
  const stage = {
    name,
    base,
    before: textsOf(before),
    after: textsOf(after),
    writesBefore: writes,
    auditedBefore: audited,
    digest,
    millis,
  };
  const changed = [...stage.after].filter(([id, text]) => stage.before.get(id) !== text).length;
  say(
    `${name}: ${stage.after.size} sources, ${changed} to write, ${charges} charges, ${Math.round(millis)} ms`,
  );
  expect(changed).toBeGreaterThan(0);
  await Promise.all([before.close(), after.close()]);
  rmSync(folder, { recursive: true, force: true });
  return stage;
}

function textsOf(image: StoredImage): ReadonlyMap<string, string> {
  if (!image.has('chargeSources')) return new Map();
  return new Map(image.texts('chargeSources').map((text) => [idOf(text), text]));
}

function idOf(text: string): string {
  return (JSON.parse(text) as { _id: string })._id;
}

function patientOf(text: string): string {
  return (JSON.parse(text) as StoredSource).patientId;
}

async function countsOf(image: StoredImage) {
  const sources = await image.documents<StoredSource>('chargeSources');
  const entries = (await image.documents<StoredAudit>('auditEntries')).filter(
    ({ action }) => action === 'charges.close',
  );
  return {
    writes: sources.reduce((sum, { version }) => sum + version, 0),
    audited: entries.reduce((sum, entry) => sum + entry.count, 0),
    chargeIds: sources.flatMap(({ charges }) => charges.map(({ id }) => id)),
  };
}

function acknowledgedBy(child: ReportingChild): string[] {
  return child.lines.filter((line) => line.startsWith('ack ')).flatMap((line) => line.split(' ').slice(1));
}
