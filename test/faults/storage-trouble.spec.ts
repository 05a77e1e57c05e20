import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SeededRandom } from '../../src/cli/sample/seeded-random.js';
import { ensureBuild, ReportingChild } from './support/child-process.js';
import { say } from './support/fault-seed.js';
import { issueTokens, prepareFolder, type Prepared } from './support/prepare.js';
import { chainFaults } from './support/stored-chains.js';
import { StoredImage } from './support/stored-image.js';

const CLIENTS = 8;
const REFUSALS = 40;
const READINGS_TOGETHER = 50;
/** Slightly more than an idle server has open. */
const HANDLES_MAX = 64;
const BLOCK_BYTES = 512;
const ROOM_BYTES = 3 * 1024 * 1024;
const DATABASE_BYTES_MAX = 16 * 1024 * 1024;

interface Batch {
  readonly ids: readonly string[];
  readonly body: string;
}

/** A server whose disk fills up after a while, and a way to make room again. */
interface Cramped {
  readonly server: ReportingChild;
  readonly folder: string;
  makeRoom(): void;
  remove(): void;
}

describe('a disk that refuses writes', () => {
  let base: Prepared;
  let token: string;

  beforeAll(async () => {
    ensureBuild();
    base = await prepareFolder('records', 12);
    token = (await issueTokens(base.folder)).person;
  }, 120_000);
  afterAll(() => rmSync(base.folder, { recursive: true, force: true }));

  it.each([
    ['a full disk', fullDisk],
    ['a limit on the size of files', limitedFiles],
  ])(
    '%s: no false success, 503 with a problem body, reads continue, and it recovers without help',
    async (name, start) => {
      const cramped = start(base.folder);
      if (cramped === null)
        return say(`storage trouble: ${name} skipped, for this user may not mount anything`);
      const { server, folder } = cramped;
      try {
        const url = await server.url();
        const taken = new Map<string, Batch>();
        const refused = await deliverUntilRefused(url, taken);
        const lists = await Promise.all(
          ['patients', 'audit', 'practice'].map((path) => call(url, 'GET', path)),
        );
        expect(lists.map(({ status }) => status)).toEqual([200, 200, 200]);
        // What was refused is not stored, and what was accepted is.
        expect(await storedIds(folder)).toEqual(idsOf(taken.values()));
        cramped.makeRoom();
        for (const batch of refused) {
          const { status, body } = await call(url, 'POST', 'readings', batch.body);
          expect(status).toBe(200);
          expect((body as { status: string }[]).every(isTaken)).toBe(true);
          taken.set(batch.body, batch);
        }
        expect((await call(url, 'GET', '../health/ready')).status).toBe(200);
        expect(await storedIds(folder)).toEqual(idsOf(taken.values()));
        expect(await faultsOf(folder)).toEqual([]);
        say(`storage trouble: ${name}: ${taken.size} batches taken, ${refused.length} of them refused first`);
        expect(server.exitCode).toBeNull();
      } finally {
        await server.kill();
        cramped.remove();
      }
    },
    180_000,
  );

  it('without file handles: no false success, and it recovers without help', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tally-fault-'));
    cpSync(base.folder, folder, { recursive: true });
    const server = ReportingChild.server(folder);
    const idle: Socket[] = [];
    try {
      const url = await server.url();
      limit(server, `--nofile=${HANDLES_MAX}:`);
      const statuses: Record<string, number> = {};
      const taken = new Map<string, Batch>();
      const batches = madeBatches('handles');
      for (let count = 0; count < 150; count += 1) {
        idle.push(connect(Number(new URL(url).port), '127.0.0.1').on('error', () => undefined));
        if (count % 5 > 0) continue;
        const batch = batches.next().value;
        const answer = await attempt(url, batch);
        statuses[answer ?? 'no answer'] = (statuses[answer ?? 'no answer'] ?? 0) + 1;
        if (answer === 200) taken.set(batch.body, batch);
      }
      for (const socket of idle) socket.destroy();
      await sleep(100);
      say(`storage trouble: no file handles: ${JSON.stringify(statuses)}`);
      expect(Object.keys(statuses).filter((status) => !['200', '503', 'no answer'].includes(status))).toEqual(
        [],
      );
      const after = batches.next().value;
      expect(await attempt(url, after)).toBe(200);
      const stored = new Set(await storedIds(folder));
      expect(idsOf([...taken.values(), after]).filter((id) => !stored.has(id))).toEqual([]);
    } finally {
      for (const socket of idle) socket.destroy();
      await server.kill();
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);

  /** Sends until this many were refused. @returns the refused ones; `taken` gets the others */
  async function deliverUntilRefused(url: string, taken: Map<string, Batch>): Promise<Batch[]> {
    const batches = madeBatches('full');
    const refused: Batch[] = [];
    const one = async (): Promise<void> => {
      while (refused.length < REFUSALS) {
        const batch = batches.next().value;
        const { status, body, type, retryAfter } = await call(url, 'POST', 'readings', batch.body);
        if (status === 200) {
          expect((body as { status: string }[]).every(isTaken)).toBe(true);
          taken.set(batch.body, batch);
          continue;
        }
        expect({ status, type, retryAfter }).toEqual({
          status: 503,
          type: 'application/problem+json',
          retryAfter: '1',
        });
        expect(body).toMatchObject({ status: 503, title: 'Service Unavailable' });
        refused.push(batch);
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, one));
    expect(taken.size).toBeGreaterThan(0);
    return refused;
  }

  function* madeBatches(name: string): Generator<Batch, never> {
    const random = new SeededRandom(1);
    for (let number = 0; ; number += 1) {
      const ids = Array.from({ length: READINGS_TOGETHER }, (_, index) => `${name}-${number}-${index}`);
      const readings = ids.map((externalId) => ({
        source: 'gateway-1',
        externalId,
        deviceId: random.pick(base.devices).deviceId,
        takenAt: `2026-01-${String(random.whole(10, 28))}T15:00:00Z`,
        kind: 'weight',
        origin: 'device_auto',
        values: [{ code: '29463-7', value: random.whole(50, 120), unit: 'kg' }],
      }));
      yield { ids, body: JSON.stringify(readings) };
    }
  }

  async function attempt(url: string, batch: Batch): Promise<number | null> {
    try {
      return (await call(url, 'POST', 'readings', batch.body)).status;
    } catch {
      return null;
    }
  }

  async function call(url: string, method: string, path: string, body?: string) {
    const answer = await fetch(`${url}/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body }),
      signal: AbortSignal.timeout(20_000),
    });
    return {
      status: answer.status,
      type: answer.headers.get('content-type'),
      retryAfter: answer.headers.get('retry-after'),
      body: (await answer.json()) as unknown,
    };
  }
});

/** A small disk in memory, filled by a file that can be removed; null if mounting is not allowed. */
function fullDisk(base: string): Cramped | null {
  const disk = mkdtempSync(join(tmpdir(), 'tally-disk-'));
  const size = DATABASE_BYTES_MAX * 4;
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', disk]);
  const remove = (): void => rmSync(disk, { recursive: true, force: true });
  if (status !== 0) {
    remove();
    return null;
  }
  const folder = join(disk, 'data');
  cpSync(base, folder, { recursive: true });
  const ballast = join(disk, 'ballast');
  const used = Number(spawnSync('du', ['-sb', folder]).stdout.toString().split('\t')[0]);
  writeFileSync(ballast, Buffer.alloc(size - used - ROOM_BYTES));
  return {
    server: ReportingChild.server(folder),
    folder,
    makeRoom: () => rmSync(ballast),
    remove() {
      spawnSync('umount', [disk]);
      remove();
    },
  };
}

/** The same without privileges: no file of the process may grow beyond a limit until it is lifted. */
function limitedFiles(base: string): Cramped | null {
  const folder = mkdtempSync(join(tmpdir(), 'tally-fault-'));
  cpSync(base, folder, { recursive: true });
  const server = ReportingChild.server(folder, { limits: `ulimit -S -f ${(ROOM_BYTES * 2) / BLOCK_BYTES}` });
  return {
    server,
    folder,
    makeRoom() {
      limit(server, '--fsize=unlimited:');
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Changes a soft limit of a running process, which needs no privileges. */
function limit(server: ReportingChild, what: string): void {
  const { status, stderr } = spawnSync('prlimit', ['--pid', String(server.pid), what]);
  if (status !== 0) throw new Error(`the limit could not be changed: ${stderr.toString()}`);
}

/** Always new, because every reading has its own id. */
function isTaken({ status }: { readonly status: string }): boolean {
  return status === 'accepted' || status === 'quarantined';
}

/** The senders' ids of all stored readings, sorted. */
async function storedIds(folder: string): Promise<string[]> {
  const image = await StoredImage.of(folder);
  try {
    expect(image.integrity()).toBe('ok');
    const readings = await image.documents<{ key: string }>('readings');
    return readings.map(({ key }) => key.replace(/^x:/, '')).sort();
  } finally {
    await image.close();
  }
}

/** The log also holds the refused changes, and no chain has a gap. */
async function faultsOf(folder: string): Promise<string[]> {
  const image = await StoredImage.of(folder);
  try {
    return await chainFaults(image);
  } finally {
    await image.close();
  }
}

function idsOf(batches: Iterable<Batch>): string[] {
  return [...batches].flatMap(({ ids }) => ids).sort();
}
