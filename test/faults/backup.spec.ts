import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SeededRandom } from '../../src/cli/sample/seeded-random.js';
import { entryId } from '../../src/modules/audit/chain/entry-id.js';
import type { BackupManifest } from '../../src/modules/operations/backup/backup-manifest.js';
import { restoreBackup } from '../../src/modules/operations/backup/restore-backup.js';
import { openSqlite } from '../../src/platform/database/embedded/store/sqlite.js';
import { LocalClient } from '../../src/platform/http/local/local-client.js';
import { ensureBuild, ReportingChild } from './support/child-process.js';
import { faultCount, faultRandom, say } from './support/fault-seed.js';
import { prepareFolder, type Prepared } from './support/prepare.js';
import { StoredImage } from './support/stored-image.js';

const BACKUPS = faultCount('FAULT_BACKUPS', 5);
const KILLS = faultCount('FAULT_BACKUP_KILLS', 3);
const LANES = 4;

interface StoredReading {
  readonly id: string;
  readonly key: string;
}

interface StoredAudit {
  readonly action: string;
  readonly count: number;
  readonly digest: string;
  readonly requestId: string;
}

/** Clients that each send one batch after another and remember what was acknowledged. */
class Load {
  /** Size by name, `<lane>-<number>`. */
  readonly sent = new Map<string, number>();
  readonly acknowledged = new Set<string>();
  private isOver = false;
  private readonly lanes: Promise<void>[];

  constructor(
    private readonly target: { readonly url: string; readonly tokens: readonly string[] },
    private readonly deviceIds: readonly string[],
    private readonly random: SeededRandom,
  ) {
    this.lanes = Array.from({ length: LANES }, (_, lane) => this.run(lane));
  }

  async end(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.lanes);
  }

  private async run(lane: number): Promise<void> {
    for (let number = 0; !this.isOver; number += 1) {
      const name = `${lane}-${number}`;
      const size = this.random.pick([1, 5, 20, 100, 200]);
      this.sent.set(name, size);
      const answer = await fetch(`${this.target.url}/v1/readings`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${this.target.tokens[lane] ?? ''}`,
          'content-type': 'application/json',
          'x-request-id': name,
        },
        body: JSON.stringify(Array.from({ length: size }, (_, position) => this.reading(name, position))),
      });
      await answer.text();
      if (answer.ok) this.acknowledged.add(name);
    }
  }

  private reading(batch: string, position: number): object {
    const day = String(this.random.whole(1, 28)).padStart(2, '0');
    return {
      externalId: `${batch}:${position}`,
      deviceId: this.random.pick(this.deviceIds),
      takenAt: `2026-02-${day}T${String(this.random.whole(10, 23))}:05:00Z`,
      kind: 'weight',
      origin: 'device_auto',
      values: [{ code: '29463-7', value: this.random.whole(50, 120), unit: 'kg' }],
    };
  }
}

describe('a backup of a store in use', () => {
  let base: Prepared;
  let places: string;
  beforeAll(async () => {
    ensureBuild();
    base = await prepareFolder('records', 12);
    places = mkdtempSync(join(tmpdir(), 'tally-backup-'));
  }, 120_000);
  afterAll(() => {
    for (const folder of [base.folder, places]) rmSync(folder, { recursive: true, force: true });
  });

  it(`taken ${BACKUPS} times under load restores everything acknowledged before it, and nothing torn`, async () => {
    const random = faultRandom('backups');
    const server = ReportingChild.server(base.folder);
    const deviceIds = base.devices.map(({ deviceId }) => deviceId);
    const url = await server.url();
    const load = new Load({ url, tokens: await laneTokens(base) }, deviceIds, random);
    const figures = { restored: 0, readings: 0, acknowledgedMeanwhile: 0 };
    try {
      for (let number = 0; number < BACKUPS; number += 1) {
        await sleep(random.whole(200, 900));
        const before = new Set(load.acknowledged);
        const backup = join(places, `load-${number}`);
        const answer = await backUp(base.folder, backup);
        figures.acknowledgedMeanwhile += load.acknowledged.size - before.size;
        expect(answer.status).toBe(201);
        const restored = join(places, `restored-${number}`);
        const manifest = await restoreBackup(backup, restored);
        expect(manifest).toEqual(JSON.parse(answer.text));
        figures.readings = await expectPrefix({ folder: restored, manifest, before, sent: load.sent });
        figures.restored += 1;
      }
    } finally {
      await load.end();
      await server.kill();
    }
    say(`backups: ${JSON.stringify(figures)}`);
    expect(figures.restored).toBe(BACKUPS);
    expect(figures.readings).toBeGreaterThan(0);
    expect(figures.acknowledgedMeanwhile).toBeGreaterThan(0);
  }, 300_000);

  it(`killed ${KILLS} times leaves either nothing under its name or a complete backup`, async () => {
    const random = faultRandom('backup kills');
    const figures = { kills: 0, leftPartial: 0, wasWhole: 0 };
    const backup = join(places, 'killed');
    for (; figures.kills < KILLS; figures.kills += 1) {
      const server = ReportingChild.server(base.folder);
      await server.url();
      const answer = backUp(base.folder, backup).catch(() => null);
      while (!existsSync(`${backup}.partial`)) await sleep(1);
      await sleep(random.whole(0, 40));
      await server.kill();
      await answer;
      if (existsSync(`${backup}.partial`)) {
        figures.leftPartial += 1;
        await expect(restoreBackup(`${backup}.partial`, join(places, 'none'))).rejects.toThrow(
          /not a backup|never finished/,
        );
        expect(existsSync(join(places, 'none', 'tally.db'))).toBe(false);
      }
      if (!existsSync(backup)) continue;
      figures.wasWhole += 1;
      await restoreBackup(backup, join(places, `whole-${figures.kills}`));
      rmSync(backup, { recursive: true });
    }
    const server = ReportingChild.server(base.folder);
    await server.url();
    expect((await backUp(base.folder, backup)).status).toBe(201);
    await server.kill();
    say(`backup kills: ${JSON.stringify(figures)}`);
    expect(existsSync(`${backup}.partial`)).toBe(false);
    expect(figures.leftPartial + figures.wasWhole).toBe(KILLS);
  }, 300_000);

  it('is refused if one byte differs, or if it would overwrite something', async () => {
    const server = ReportingChild.server(base.folder);
    await server.url();
    const backup = join(places, 'whole');
    expect((await backUp(base.folder, backup)).status).toBe(201);
    expect(readdirSync(backup).sort()).toEqual(['manifest.json', 'store.sqlite']);
    expect((await backUp(base.folder, backup)).status).toBe(409);
    expect((await backUp(base.folder, join(base.folder, 'inside'))).status).toBe(400);
    expect((await backUp(base.folder, join(places, 'no', 'where'))).status).toBe(400);
    await expect(restoreBackup(backup, base.folder)).rejects.toThrow(/in use/);
    await server.kill();
    await expect(restoreBackup(backup, base.folder)).rejects.toThrow(/not empty/);
    const store = join(backup, 'store.sqlite');
    const bytes = readFileSync(store);
    const position = Math.floor(bytes.length / 2);
    bytes[position] = (bytes[position] ?? 0) ^ 1;
    writeFileSync(store, bytes);
    const into = join(places, 'flipped');
    await expect(restoreBackup(backup, into)).rejects.toThrow(/SHA-256/);
    expect(readdirSync(into).filter((name) => name.startsWith('tally.db'))).toEqual([]);
    bytes[position] ^= 1;
    writeFileSync(store, bytes);
    const manifest = JSON.parse(readFileSync(join(backup, 'manifest.json'), 'utf8')) as BackupManifest;
    const counts = { ...manifest.collections, readings: (manifest.collections['readings'] ?? 0) + 1 };
    writeFileSync(join(backup, 'manifest.json'), JSON.stringify({ ...manifest, collections: counts }));
    await expect(restoreBackup(backup, into)).rejects.toThrow(/counts/);
    writeFileSync(join(backup, 'manifest.json'), JSON.stringify(manifest));
    await restoreBackup(backup, into);
  }, 120_000);

  it('is refused if its audit log differs from the manifest, even if everything else was made to match', async () => {
    const server = ReportingChild.server(base.folder);
    await server.url();
    const backup = join(places, 'chains');
    expect((await backUp(base.folder, backup)).status).toBe(201);
    await server.kill();
    const [store, file] = [join(backup, 'store.sqlite'), join(backup, 'manifest.json')];
    const [bytes, text] = [readFileSync(store), readFileSync(file, 'utf8')];
    const { auditChains } = JSON.parse(text) as BackupManifest;
    expect(auditChains.filter(({ fault }) => fault !== null)).toEqual([]);
    const [chain] = auditChains.filter(
      ({ practice, entries }) => practice === base.practiceId && entries > 3,
    );
    if (chain === undefined) throw new Error('nothing was written');
    const key = (seq: number) => `'${chain.practice}:${entryId(chain.writer, seq)}'`;
    const last = chain.seq;
    const own = `_id BETWEEN ${key(1)} AND ${key(last)}`;
    const rename = (seq: number) =>
      `UPDATE "c:auditEntries" SET doc = replace(doc, '"count":', '"count":1') WHERE _id = ${key(seq)}`;
    const edits: [string, RegExp][] = [
      [`DELETE FROM "c:auditEntries" WHERE _id = ${key(1)}`, /entries 1 to 1 are missing/],
      [`DELETE FROM "c:auditEntries" WHERE _id = ${key(2)}`, /entries 2 to 2 are missing/],
      [`DELETE FROM "c:auditEntries" WHERE _id = ${key(last)}`, new RegExp(`up to ${last - 1} `)],
      [`DELETE FROM "c:auditEntries" WHERE ${own}`, /but is missing/],
      [rename(2), /entry 2: its content does not match its hash/],
      [rename(last), new RegExp(`entry ${last}: its content`)],
    ];
    for (const [sql, message] of edits) {
      const into = join(places, 'other-log');
      rewriteBackup(backup, sql);
      const refusal = await restoreBackup(backup, into).catch((error: unknown) => String(error));
      expect(refusal).toMatch(message);
      expect(refusal).toContain(`chain ${chain.writer} of practice ${base.practiceId}`);
      expect(existsSync(join(into, 'tally.db'))).toBe(false);
      writeFileSync(store, bytes);
      writeFileSync(file, text);
    }
    const without = auditChains.filter(({ writer }) => writer !== chain.writer);
    writeFileSync(file, JSON.stringify({ ...(JSON.parse(text) as object), auditChains: without }));
    await expect(restoreBackup(backup, join(places, 'other-log'))).rejects.toThrow(/is not in the manifest/);
  }, 120_000);

  it('of a store with an incomplete log says so, and can be restored', async () => {
    const database = openSqlite(join(base.folder, 'tally.db'));
    // The second entry of each chain: a chain without later entries shows no gap.
    database.exec(`DELETE FROM "c:auditEntries" WHERE _id LIKE '%00000002'`);
    database.close();
    const server = ReportingChild.server(base.folder);
    await server.url();
    const backup = join(places, 'broken');
    const answer = await backUp(base.folder, backup);
    await server.kill();
    const { auditChains } = JSON.parse(answer.text) as BackupManifest;
    const faults = auditChains.flatMap(({ fault }) => fault ?? []);
    expect(new Set(faults)).toEqual(new Set(['entry 3: entries 2 to 2 are missing before it']));
    await restoreBackup(backup, join(places, 'broken-restored'));
  }, 120_000);
});

/** Changes the copy in a backup and adjusts the hash, size and counts in its manifest. */
function rewriteBackup(backup: string, sql: string): void {
  const [store, file] = [join(backup, 'store.sqlite'), join(backup, 'manifest.json')];
  const database = openSqlite(store);
  database.exec(sql);
  const statement = database.prepare('SELECT COUNT(*) FROM "c:auditEntries"');
  statement.setReturnArrays(true);
  const auditEntries = Number(statement.get()?.[0]);
  database.close();
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as BackupManifest;
  const bytes = readFileSync(store);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  writeFileSync(
    file,
    JSON.stringify({
      ...manifest,
      store: { bytes: bytes.length, sha256 },
      collections: { ...manifest.collections, auditEntries },
    }),
  );
}

/** A separate caller per lane, so that the audit log has one entry per batch. */
async function laneTokens({ folder, practiceId }: Prepared): Promise<string[]> {
  const client = await LocalClient.open(folder);
  const tokens: string[] = [];
  for (let lane = 0; lane < LANES; lane += 1) {
    const body = {
      kind: 'gateway',
      principalId: `lane-${lane}`,
      scopes: ['readings:write'],
      source: 'gateway-1',
    };
    const answer = await client?.call({ method: 'POST', path: '/v1/credentials', practiceId, body });
    tokens.push((JSON.parse((await answer?.text()) ?? '') as { token: string }).token);
  }
  return tokens;
}

async function backUp(folder: string, destination: string): Promise<{ status: number; text: string }> {
  const client = await LocalClient.open(folder);
  if (client === null) throw new Error('no server listens');
  const body = { destination };
  const answer = await client.call({ method: 'POST', path: '/v1/backups', practiceId: null, body });
  return { status: answer.status, text: await answer.text() };
}

interface Restored {
  readonly folder: string;
  readonly manifest: BackupManifest;
  readonly before: ReadonlySet<string>;
  readonly sent: ReadonlyMap<string, number>;
}

/** @returns the number of readings it holds */
async function expectPrefix({ folder, manifest, before, sent }: Restored): Promise<number> {
  const image = await StoredImage.of(folder);
  try {
    expect(image.integrity()).toBe('ok');
    const readings = await image.documents<StoredReading>('readings');
    const audit = await image.documents<StoredAudit>('auditEntries');
    const stored = byBatch(readings);
    const audited = audit.filter(({ action }) => action === 'readings.ingest');
    const faults = {
      lost: [...before].filter((name) => !stored.has(name)),
      torn: [...stored].filter(([name, some]) => sent.get(name) !== some.length).map(([name]) => name),
      unaudited: [...stored].filter(([name, some]) => !isAudited(name, some, audited)).map(([name]) => name),
      unstored: audited.filter(({ requestId }) => !stored.has(requestId)),
      gaps: [...stored.keys()].filter((name) => !hasAllBefore(name, stored)),
    };
    expect(faults).toEqual({ lost: [], torn: [], unaudited: [], unstored: [], gaps: [] });
    const recount = await Promise.all(
      Object.keys(manifest.collections).map(
        async (name) => [name, (await image.documents(name)).length] as const,
      ),
    );
    expect(Object.fromEntries(recount)).toEqual(manifest.collections);
    return readings.length;
  } finally {
    await image.close();
  }
}

function byBatch(readings: readonly StoredReading[]): ReadonlyMap<string, StoredReading[]> {
  const batches = new Map<string, StoredReading[]>();
  for (const reading of readings) {
    const name = /^x:(.+):\d+$/.exec(reading.key)?.[1] ?? '';
    const batch = batches.get(name);
    if (batch === undefined) batches.set(name, [reading]);
    else batch.push(reading);
  }
  return batches;
}

function isAudited(
  batch: string,
  readings: readonly StoredReading[],
  audit: readonly StoredAudit[],
): boolean {
  const ids = readings.map(({ id }) => id).sort();
  const digest = createHash('sha256').update(ids.join('\n')).digest('hex');
  const entries = audit.filter(({ requestId }) => requestId === batch);
  return entries.length === 1 && entries[0]?.digest === digest && entries[0].count === ids.length;
}

/** A client sends one batch after another, so a stored batch must follow all earlier ones. */
function hasAllBefore(name: string, stored: ReadonlyMap<string, unknown>): boolean {
  const [lane, number] = name.split('-');
  return number === '0' || stored.has(`${lane}-${Number(number) - 1}`);
}
