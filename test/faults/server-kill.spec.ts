import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { SeededRandom } from '../../src/cli/sample/seeded-random.js';
import { ensureBuild, ReportingChild } from './support/child-process.js';
import { faultCount, faultRandom, say } from './support/fault-seed.js';
import { MixedClient, MixedWork, type Delivery, type Item } from './support/mixed-load.js';
import { AS_OF, issueTokens, prepareFolder, type Prepared } from './support/prepare.js';
import { chainFaults } from './support/stored-chains.js';
import { copyOfFolder, StoredImage } from './support/stored-image.js';

const KILLS = faultCount('FAULT_SERVER_KILLS', 30);
const CLIENTS = 8;
const MILLIS_MAX = 1500;
const PATIENTS = 30;

interface Figures {
  readonly lane: string;
  kills: number;
  killsWhileClosing: number;
  requestsCutOff: number;
  acknowledged: number;
  retriesStoredBefore: number;
  retriesNotStoredBefore: number;
  lost: number;
  duplicates: number;
  unknown: number;
  torn: number;
  wrongAnswers: number;
}

/** One data folder, its server, and clients that remember what was acknowledged. */
class Site {
  readonly figures: Figures;
  readonly acknowledged = new Map<string, Item>();
  private readonly unanswered = new Set<Delivery>();
  private readonly work: MixedWork;
  /** Keys that a killed server had stored without acknowledging. */
  private storedUnanswered = new Set<string>();

  constructor(
    private readonly site: {
      readonly folder: string;
      readonly token: string;
      readonly closes: boolean;
      readonly random: SeededRandom;
    },
    practice: Prepared,
  ) {
    const lane = site.closes ? 'load and closing' : 'load';
    this.work = new MixedWork(site.closes ? 'mc' : 'ml', practice, site.random);
    this.figures = {
      lane,
      kills: 0,
      killsWhileClosing: 0,
      requestsCutOff: 0,
      acknowledged: 0,
      retriesStoredBefore: 0,
      retriesNotStoredBefore: 0,
      lost: 0,
      duplicates: 0,
      unknown: 0,
      torn: 0,
      wrongAnswers: 0,
    };
  }

  /** Starts a server, sends unanswered and new work, and kills it in the middle. */
  async killOnce(): Promise<void> {
    const { folder, token, closes, random } = this.site;
    const server = ReportingChild.server(folder);
    const client = new MixedClient(await server.url(), token);
    const retries = [...this.unanswered];
    const sending = new Set<Delivery>();
    let isOver = false;
    let isClosing = false;
    const one = async (): Promise<void> => {
      while (!isOver) {
        const delivery = retries.shift() ?? this.work.next();
        this.unanswered.add(delivery);
        sending.add(delivery);
        if (!(await this.deliver(client, delivery))) return;
        sending.delete(delivery);
        this.unanswered.delete(delivery);
      }
    };
    const reads = async (): Promise<void> => {
      for (const path of ['charges', 'patients', 'audit', 'not-billed', 'quarantine'].values()) {
        const answered = isOver ? null : await client.call('GET', path);
        if (answered !== null) expect(answered.status).toBe(200);
      }
    };
    const closing = async (): Promise<void> => {
      for (let isThere = closes; isThere && !isOver;) {
        isClosing = true;
        const answered = await client.call('POST', 'closing-runs', { asOf: AS_OF });
        isThere = answered !== null;
        if (answered === null) continue;
        isClosing = false;
        expect(answered.status).toBe(200);
      }
    };
    const load = Promise.all([...Array.from({ length: CLIENTS }, one), reads(), closing()]);
    await Promise.race([sleep(random.next() * MILLIS_MAX), load]);
    const wasClosing = isClosing;
    await server.kill();
    isOver = true;
    await load;
    expect(server.errors).toBe('');
    this.figures.kills += 1;
    if (wasClosing) this.figures.killsWhileClosing += 1;
    this.figures.requestsCutOff += sending.size;
    await this.verify();
  }

  /** Delivers what is left and returns the digest of a final closing. */
  async finish(): Promise<string> {
    const server = ReportingChild.server(this.site.folder);
    const client = new MixedClient(await server.url(), this.site.token);
    for (const delivery of [...this.unanswered]) {
      expect(await this.deliver(client, delivery)).toBe(true);
      this.unanswered.delete(delivery);
    }
    const closed = await client.call('POST', 'closing-runs', { asOf: AS_OF });
    await server.kill();
    await this.verify();
    return (closed?.body as { digest: string }).digest;
  }

  private deliver(client: MixedClient, delivery: Delivery): Promise<boolean> {
    return client.deliver(delivery, ({ item, isRepeated }) => {
      const { figures } = this;
      const wasKnown = this.acknowledged.has(item.id);
      // A retry is reported as known exactly if the killed server had stored it.
      if (!wasKnown && isRepeated !== this.storedUnanswered.has(item.id)) figures.wrongAnswers += 1;
      if (!wasKnown && this.storedUnanswered.has(item.id)) figures.retriesStoredBefore += 1;
      if (wasKnown) return;
      this.acknowledged.set(item.id, item);
      figures.acknowledged += 1;
    });
  }

  private async verify(): Promise<void> {
    const { figures } = this;
    const image = await StoredImage.of(this.site.folder);
    try {
      expect(image.integrity()).toBe('ok');
      expect(await chainFaults(image)).toEqual([]);
      const stored = await storedKeys(image);
      const own = stored.filter((key) => /^m[cl]-\d+$/.test(key));
      const found = new Set(own);
      figures.duplicates += own.length - found.size;
      for (const id of this.acknowledged.keys()) if (!found.has(id)) figures.lost += 1;
      const unansweredIds = [...this.unanswered].flatMap(({ items }) => items).map(({ id }) => id);
      const open = new Set(unansweredIds.filter((id) => !this.acknowledged.has(id)));
      for (const id of found) if (!this.acknowledged.has(id) && !open.has(id)) figures.unknown += 1;
      this.storedUnanswered = new Set([...open].filter((id) => found.has(id)));
      figures.retriesNotStoredBefore += open.size - this.storedUnanswered.size;
      for (const { form, items } of this.unanswered) {
        const kept = items.filter(({ id }) => found.has(id)).length;
        const isBatch = form === 'array' && items[0]?.kind === 'reading';
        if (isBatch && kept > 0 && kept < items.length) figures.torn += 1;
      }
      await expectAudited(image);
    } finally {
      await image.close();
    }
  }
}

describe(`the whole server killed ${KILLS} times under mixed load with retries`, () => {
  let base: Prepared;
  let token: string;
  const folders: string[] = [];

  beforeAll(async () => {
    ensureBuild();
    base = await prepareFolder('evidence', PATIENTS);
    token = (await issueTokens(base.folder)).person;
    folders.push(base.folder);
  }, 120_000);
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  it('stores what it acknowledged once, and closes as if nothing had happened', async () => {
    const random = faultRandom('server kills');
    const sites = [false, true].map((closes, index) => {
      const folder = copyOfFolder(base.folder);
      folders.push(folder);
      return new Site(
        { folder, token, closes, random: SeededRandom.ofPart(random.whole(1, 1_000_000), index) },
        base,
      );
    });
    const digests = await Promise.all(
      sites.map(async (site) => {
        for (let kills = 0; kills < KILLS / sites.length; kills += 1) await site.killOnce();
        return site.finish();
      }),
    );
    for (const { figures } of sites) say(`server kills: ${JSON.stringify(figures)}`);
    for (const { figures } of sites)
      expect(figures).toMatchObject({ lost: 0, duplicates: 0, unknown: 0, torn: 0, wrongAnswers: 0 });
    expect(sites[1]?.figures.killsWhileClosing).toBeGreaterThan(0);
    expect(sites[1]?.figures.acknowledged).toBeGreaterThan(0);
    for (const [index, site] of sites.entries()) expect(digests[index]).toBe(await undisturbed(site));
  }, 600_000);

  /** The digest of one closing with the same evidence on a server that was not killed. */
  async function undisturbed(site: Site): Promise<string> {
    const folder = copyOfFolder(base.folder);
    folders.push(folder);
    const server = ReportingChild.server(folder);
    const client = new MixedClient(await server.url(), token);
    for (const kind of ['reading', 'entry', 'staff'] as const) {
      const items = [...site.acknowledged.values()].filter((item) => item.kind === kind);
      const size = kind === 'staff' ? 1 : 500;
      for (let start = 0; start < items.length; start += size) {
        const some = items.slice(start, start + size);
        await client.deliver({ form: kind === 'staff' ? 'put' : 'array', items: some }, () => undefined);
      }
    }
    const closed = await client.call('POST', 'closing-runs', { asOf: AS_OF });
    await server.kill();
    return (closed?.body as { digest: string }).digest;
  }
});

/** The senders' ids of what is stored. */
async function storedKeys(image: StoredImage): Promise<string[]> {
  const readings = await image.documents<{ key: string }>('readings');
  const entries = await image.documents<{ key: string; id: string }>('timeEntries');
  const staff = await image.documents<{ id: string }>('staff');
  return [...readings, ...entries].map(({ key }) => key.replace(/^x:/, '')).concat(staff.map(({ id }) => id));
}

/** The audit log reports as many readings as are stored: no batch without an entry, no entry without a batch. */
async function expectAudited(image: StoredImage): Promise<void> {
  const entries = await image.documents<{ action: string; count: number }>('auditEntries');
  const audited = entries
    .filter(({ action }) => action === 'readings.ingest')
    .reduce((sum, { count }) => sum + count, 0);
  expect(audited).toBe((await image.documents('readings')).length);
}
