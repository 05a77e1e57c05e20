import { rmSync } from 'node:fs';
import type { SeededRandom } from '../../src/cli/sample/seeded-random.js';
import { parseInstant, type Instant } from '../../src/domain/time/instant.js';
import { BillingService } from '../../src/modules/billing/charges/billing.service.js';
import { jobPrincipal } from '../../src/modules/caller/principal.js';
import { ensureBuild } from './support/child-process.js';
import { faultRandom, say } from './support/fault-seed.js';
import { AS_OF, prepareFolder, type Prepared } from './support/prepare.js';
import { chainFaults } from './support/stored-chains.js';
import { copyOfFolder, StoredImage } from './support/stored-image.js';
import { openWorkers } from './support/workers.js';

const ROUNDS = 4;
const TOGETHER = 8;
const options = { asOf: parseInstant(AS_OF) as Instant };

describe(`two workers that close the same patients, ${TOGETHER} runs at once`, () => {
  const bases: Prepared[] = [];

  beforeAll(async () => {
    ensureBuild();
    bases.push(await prepareFolder('evidence', 30), await prepareFolder('restate', 30));
  }, 120_000);
  afterAll(() => {
    for (const { folder } of bases) rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['for the first time', 0],
    ['after late evidence, with half of the charges approved', 1],
  ])(
    'come to the charges of a single run, byte for byte: %s',
    async (_name, index) => {
      const base = bases[index];
      if (base === undefined) throw new RangeError('there are two');
      const random = faultRandom(`two workers ${index}`);
      const single = await closed(base, 1, (billing) => [
        billing.closeAll(jobPrincipal(base.practiceId), options),
      ]);
      expect(single.charges).toBeGreaterThan(0);
      const figures = {
        rounds: 0,
        runs: 0,
        sources: single.texts.length,
        charges: single.charges,
        differing: 0,
        lostAttempts: 0,
      };
      for (let round = 0; round < ROUNDS; round += 1) {
        const together = await closed(base, 2, (billing) =>
          Array.from({ length: TOGETHER / 2 }, () => run(billing, base, random)),
        );
        figures.rounds += 1;
        figures.runs += TOGETHER;
        figures.lostAttempts += together.attempts - single.attempts;
        const alone = new Set(single.texts);
        figures.differing += together.texts.filter((text) => !alone.has(text)).length;
        expect(together.texts).toHaveLength(single.texts.length);
        expect(together.charges).toBe(single.charges);
        expect(new Set(together.chargeIds).size).toBe(together.chargeIds.length);
      }
      say(`two workers: ${JSON.stringify(figures)}`);
      expect(figures.differing).toBe(0);
      // Otherwise they never collided, and this proves nothing.
      expect(figures.lostAttempts).toBeGreaterThan(0);
    },
    240_000,
  );

  /** The whole practice, what is due, or the patients in its own order and batch size. */
  async function run(billing: BillingService, base: Prepared, random: SeededRandom): Promise<void> {
    const principal = jobPrincipal(base.practiceId);
    const way = random.whole(0, 2);
    if (way === 0) return void (await billing.closeAll(principal, options));
    if (way === 1) return void (await billing.tick(options.asOf));
    const ids = [...base.patientIds].sort(() => random.next() - 0.5);
    const size = random.pick([1, 4, 30]);
    for (let start = 0; start < ids.length; start += size)
      await billing.closePatients(principal, ids.slice(start, start + size), options);
  }
});

interface Closed {
  readonly texts: readonly string[];
  readonly chargeIds: readonly string[];
  readonly charges: number;
  /** Sources that a run wrote according to the audit log. A run that lost against another also tried. */
  readonly attempts: number;
}

/** The content of a copy of the folder after all workers' runs, started at the same time, have finished. */
async function closed(
  base: Prepared,
  workers: number,
  runs: (billing: BillingService) => readonly Promise<unknown>[],
): Promise<Closed> {
  const folder = copyOfFolder(base.folder);
  const { apps, close } = await openWorkers(folder, workers);
  try {
    await Promise.all(apps.flatMap((app) => runs(app.get(BillingService))));
  } finally {
    await close();
  }
  const image = await StoredImage.of(folder);
  const texts = image.texts('chargeSources');
  const sources = await image.documents<{ charges: { id: string }[] }>('chargeSources');
  const audit = await image.documents<{ action: string; count: number }>('auditEntries');
  // Two applications are two writers on one store.
  expect(await chainFaults(image)).toEqual([]);
  await image.close();
  rmSync(folder, { recursive: true, force: true });
  const chargeIds = sources.flatMap(({ charges }) => charges.map(({ id }) => id));
  const attempts = audit
    .filter(({ action }) => action === 'charges.close')
    .reduce((sum, { count }) => sum + count, 0);
  return { texts, chargeIds, charges: chargeIds.length, attempts };
}
