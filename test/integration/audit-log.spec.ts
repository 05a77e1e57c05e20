import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import type { Logger } from 'pino';
import { localDate } from '../../src/domain/time/local-date.js';
import { AccessCheck } from '../../src/modules/audit/accesses/access-check.js';
import { AuditRepository } from '../../src/modules/audit/audit.repository.js';
import { AuditService } from '../../src/modules/audit/audit.service.js';
import { exportLine, hashOf } from '../../src/modules/audit/chain/canonical-entry.js';
import { entryId } from '../../src/modules/audit/chain/entry-id.js';
import { signedLine } from '../../src/modules/audit/chain/signed-line.js';
import { AuditExportService } from '../../src/modules/audit/export/audit-export.service.js';
import { AuditManifestsRepository } from '../../src/modules/audit/manifests/audit-manifests.repository.js';
import { MonthManifestsService } from '../../src/modules/audit/manifests/month-manifests.service.js';
import type { Verification } from '../../src/modules/audit/verify/verification.js';
import { verifyExport } from '../../src/modules/audit/verify/verify-export.js';
import { jobPrincipal } from '../../src/modules/caller/principal.js';
import { Clock } from '../../src/platform/clock/clock.js';
import { LogSigner } from '../../src/platform/crypto/log-signer.js';
import { LOGGER } from '../../src/platform/logging/logging.module.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { watchScans } from '../support/explain-query.js';

interface StoredEntry {
  _id: string;
  seq: number;
  writer: string;
  action: string;
  after: { done?: number[][]; failed?: number[][] } | null;
}

const WHOLE = { from: null, to: null };

describe('the audit log', () => {
  let product: TestApp;
  let audit: AuditService;
  let scans: () => string[];
  let practices = 0;
  beforeAll(async () => {
    product = await startTestApp({ now: '2026-01-31T23:30:00Z' });
    scans = watchScans(connection());
    audit = product.app.get(AuditService);
  });
  afterAll(() => product.close());

  /** What someone with direct access to the database can do, bypassing the product. */
  const raw = (name: string) => connection().db!.collection(name);
  const connection = () => product.app.get<Connection>(getConnectionToken());
  const isServer = () => product.config.mongodbUri !== null;
  const documents = (practiceId: string) =>
    raw('auditEntries').find({ practiceId }).sort({ _id: 1 }).toArray() as unknown as Promise<StoredEntry[]>;
  const record = (practiceId: string, id: string, service = audit) =>
    service.record(jobPrincipal(practiceId), { action: 'things.put', entity: 'things', ids: [id] });
  const recorded = <T>(practiceId: string, id: string, write: () => Promise<T>) =>
    audit.recorded(jobPrincipal(practiceId), { action: 'things.put', entity: 'things', ids: [id] }, write);
  const anotherWriter = () => new AuditService(product.app.get(AuditRepository), product.app.get(Clock));

  async function exported(practiceId: string, range = WHOLE as never): Promise<string[]> {
    const pieces: string[] = [];
    for await (const piece of product.app.get(AuditExportService).lines(jobPrincipal(practiceId), range))
      pieces.push(piece);
    return pieces.join('').split('\n').slice(0, -1);
  }

  function verify(lines: readonly string[]): Promise<Verification> {
    const keys = product.app.get(LogSigner).publicKeys;
    return verifyExport([Buffer.from(lines.map((line) => `${line}\n`).join(''))], keys);
  }

  const verified = async (practiceId: string, range = WHOLE as never) =>
    verify(await exported(practiceId, range));
  const kindsOf = ({ discrepancies }: Verification) => discrepancies.map(({ kind }) => kind).sort();

  /** Makes a new practice with entries 1 (the beginning) to `count` + 1, by two writers if asked. */
  async function practiceWith(count: number, writers = [audit]): Promise<string> {
    practices += 1;
    const practiceId = `p${practices}`;
    for (const writer of writers)
      for (let n = 1; n <= count; n += 1) await record(practiceId, `t${n}`, writer);
    return practiceId;
  }

  it('holds the entries of two writers of one practice, each in order', async () => {
    const other = anotherWriter();
    const practiceId = await practiceWith(3, [audit, other]);
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => record(practiceId, `u${n}`, n % 2 ? audit : other)),
    );
    expect(await verified(practiceId)).toMatchObject({
      practice: practiceId,
      chains: 2,
      entries: 28,
      keysKnown: true,
      discrepancies: [],
    });
  });

  it('records the outcome of a change', async () => {
    const practiceId = await practiceWith(1);
    await recorded(practiceId, 'good', async () => 1);
    await expect(
      recorded(practiceId, 'bad', async () => {
        throw new Error('refused');
      }),
    ).rejects.toThrow('refused');
    await expect(
      recorded(practiceId, 'worse', () => {
        throw new Error('at once');
      }),
    ).rejects.toThrow('at once');
    await audit.flush(practiceId);
    const marks = (await documents(practiceId)).filter(({ action }) => action === 'audit.marks');
    expect(marks.map(({ after }) => after)).toEqual([{ done: isServer() ? [[3, 3]] : [], failed: [[4, 5]] }]);
    expect(await verified(practiceId)).toMatchObject({
      failedChanges: 2,
      unmarkedChanges: 0,
      discrepancies: [],
    });
  });

  it('keeps any text that a change names, even half of a surrogate pair', async () => {
    const practiceId = await practiceWith(1);
    await audit.record(jobPrincipal(practiceId), {
      action: 'things.put',
      entity: 'things',
      ids: ['\ud800x', 'ä\u0000"\\'],
      reason: '\udc00',
      before: { b: undefined, a: 1.5, '10': [null, -0], at: new Date(0) },
      after: { '\ud800': '\\ud800', nested: { empty: {}, list: [] } },
    });
    expect(await verified(practiceId)).toMatchObject({ entries: 3, discrepancies: [] });
  });

  it.each([
    ['a changed field', ['changed'], { $set: { entity: 'others' } }],
    ['another practice', ['changed'], { $set: { practiceId: 'elsewhere' } }],
    ['an added field', ['changed'], { $set: { note: 'x' } }],
    ['a time that is not a date', ['changed'], { $set: { at: 'yesterday' } }],
    ['another hash', ['broken-link', 'changed'], { $set: { hash: 'f'.repeat(64) } }],
    ['another number', ['changed', 'missing', 'out-of-order'], { $set: { seq: 9 } }],
  ])('detects %s in the store', async (_name, kinds, update) => {
    const practiceId = await practiceWith(6);
    const [, , , fourth] = await documents(practiceId);
    await raw('auditEntries').updateOne({ _id: fourth?._id } as never, update);
    const found = await verified(practiceId);
    expect(kindsOf(found)).toEqual(expect.arrayContaining(kinds));
    expect(found.discrepancies[0]).toMatchObject({ writer: audit.writer });
  });

  it('keeps working despite an entry with an invalid time: checks report it, pages and days leave it out', async () => {
    const practiceId = await practiceWith(6);
    const collection = raw('auditEntries');
    const [, , , fourth] = (await documents(practiceId)) as unknown as {
      _id: string;
      id: string;
      at: Date;
    }[];
    for (const at of ['yesterday', 7, null]) {
      await collection.updateOne({ _id: fourth?._id } as never, { $set: { at } });
      expect(kindsOf(await verified(practiceId))).toEqual(['changed']);
      const days = { from: localDate('2026-01-01'), to: localDate('2027-01-01') } as never;
      expect(kindsOf(await verified(practiceId, days))).toEqual(['changed']);
      expect(await product.app.get(AccessCheck).verify(jobPrincipal(practiceId))).toMatchObject({
        entries: 7,
        discrepancies: [{ kind: 'changed', entryId: fourth?.id }],
      });
      const page = await product.app
        .get(AuditRepository)
        .page(jobPrincipal(practiceId), { after: null, until: null }, 100);
      expect(page).toHaveLength(6);
    }
  });

  it('detects a practice, a time and a key that only look unchanged', async () => {
    const practiceId = await practiceWith(6);
    const collection = raw('auditEntries');
    const [, , , fourth] = await documents(practiceId);
    const entry = fourth as unknown as { _id: string; id: string; at: Date };
    const hidden = { practiceId: 'gone', practice: practiceId };
    for (const forged of [
      { ...entry, ...hidden },
      { ...entry, at: entry.at.toISOString() },
    ]) {
      await collection.replaceOne({ _id: entry._id } as never, forged);
      expect(kindsOf(await verified(practiceId))).toContain('changed');
    }
    await collection.deleteOne({ _id: entry._id } as never);
    await collection.insertOne({ ...entry, _id: `${entry._id}0` } as never);
    expect(kindsOf(await verified(practiceId))).toEqual(['changed']);
    await collection.deleteOne({ _id: `${entry._id}0` } as never);
    await collection.insertOne(entry as never);
    expect((await verified(practiceId)).discrepancies).toEqual([]);
  });

  it('detects entries that were removed from the store, even the last ones', async () => {
    for (const gone of [0, 3, 6]) {
      const practiceId = await practiceWith(6);
      const doc = (await documents(practiceId))[gone];
      await raw('auditEntries').deleteOne({ _id: doc?._id } as never);
      const found = await verified(practiceId);
      expect(kindsOf(found)).toContain('missing');
    }
    const practiceId = await practiceWith(2);
    await raw('auditEntries').deleteMany({ practiceId } as never);
    expect(kindsOf(await verified(practiceId))).toContain('missing');
  });

  it('detects documents that were added to the store or moved in it', async () => {
    const practiceId = await practiceWith(4);
    const docs = await documents(practiceId);
    const collection = raw('auditEntries');
    const [second, third] = docs.slice(1, 3);
    await collection.insertOne({ ...third, _id: `${second?._id}0` } as never);
    expect(kindsOf(await verified(practiceId))).toEqual(['changed', 'out-of-order']);
    await collection.deleteOne({ _id: `${second?._id}0` } as never);
    expect((await verified(practiceId)).discrepancies).toEqual([]);
    for (const [to, from] of [
      [second, third],
      [third, second],
    ])
      await collection.replaceOne({ _id: to?._id } as never, { ...from, _id: to?._id } as never);
    expect(kindsOf(await verified(practiceId))).toEqual(expect.arrayContaining(['missing', 'out-of-order']));
  });

  it('is exported by days, with each chain complete between them', async () => {
    const practiceId = await practiceWith(2);
    product.clock.moveTo('2026-02-03T12:00:00Z');
    for (const id of ['a', 'b', 'c']) await record(practiceId, id);
    product.clock.moveTo('2026-02-05T00:00:00Z');
    await record(practiceId, 'd');
    const day = localDate('2026-02-03');
    const part = { from: day, to: localDate('2026-02-04') } as never;
    expect(await verified(practiceId, part)).toMatchObject({
      entries: 3,
      from: day,
      to: '2026-02-04',
      discrepancies: [],
    });
    const doc = (await documents(practiceId))[4];
    await raw('auditEntries').deleteOne({ _id: doc?._id } as never);
    expect(kindsOf(await verified(practiceId, part))).toEqual(['missing']);
  });

  it('detects a rehashed part of a longer chain', async () => {
    product.clock.moveTo('2026-02-06T12:00:00Z');
    const practiceId = await practiceWith(4);
    product.clock.moveTo('2026-02-07T12:00:00Z');
    await record(practiceId, 'later');
    const day = localDate('2026-02-06');
    const lines = await exported(practiceId, { from: day, to: day } as never);
    expect((await verify(lines)).discrepancies).toEqual([]);
    let previous = '';
    const forged = lines.map((line, index) => {
      if (index < 2 || index === lines.length - 1) return line;
      const text = line
        .replace(/,"hash":"[0-9a-f]{64}"\}$/, '')
        .replace('"entity":"things"', '"entity":"others"')
        .replace(/"previousHash":"[0-9a-f]{64}"/, (link) =>
          previous ? `"previousHash":"${previous}"` : link,
        );
      previous = hashOf(text);
      return exportLine(text, previous);
    });
    expect(forged).toHaveLength(6);
    expect(kindsOf(await verify(forged))).toEqual(['statement']);
  });

  it('is sealed once when a month is over, by one of several workers, and detects what a seal reveals', async () => {
    const other = anotherWriter();
    product.clock.moveTo('2026-02-10T00:00:00Z');
    const practiceId = await practiceWith(3, [audit, other]);
    const manifests = product.app.get(MonthManifestsService);
    expect(await exported(practiceId).then((lines) => lines.filter(isManifest))).toEqual([]);
    await manifests.tick();
    expect((await exported(practiceId)).filter(isManifest)).toEqual([]);
    product.clock.moveTo('2026-03-01T00:00:00Z');
    await Promise.all([manifests.tick(), manifests.tick()]);
    await manifests.tick();
    await record(practiceId, 'later');
    product.clock.moveTo('2026-04-01T00:00:01Z');
    await manifests.tick();
    const lines = await exported(practiceId);
    const sealed = lines.filter(isManifest).map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(sealed).toMatchObject([
      { month: '2026-02', number: 1, previousHash: '0'.repeat(64) },
      { month: '2026-03', number: 2 },
    ]);
    expect(sealed[0]?.['writers']).toHaveLength(2);
    // The other writer has done nothing since.
    expect(sealed[1]?.['writers']).toMatchObject([{ writer: audit.writer, count: 2 }]);
    expect(await verify(lines)).toMatchObject({ manifests: 2, discrepancies: [] });

    const collection = raw('auditManifests');
    const docs = await collection
      .find({ practiceId } as never)
      .sort({ number: 1 } as never)
      .toArray();
    // The second is a copy of the first: a replayed old manifest.
    await collection.updateOne({ _id: docs[1]?._id } as never, { $set: { line: docs[0]?.['line'] } });
    expect(kindsOf(await verified(practiceId))).toEqual(['manifest']);
    await collection.deleteOne({ _id: docs[1]?._id } as never);
    expect(kindsOf(await verified(practiceId))).toEqual(['manifest']);
    await collection.insertOne(docs[1] as never);
    // Removes the sealed end of a chain that no process holds in memory.
    const last = (await documents(practiceId)).filter(({ writer }) => writer === other.writer).at(-1);
    await raw('auditEntries').deleteOne({ _id: last?._id } as never);
    expect(kindsOf(await verified(practiceId))).toContain('missing');
  });

  it('names, once, a manifest whose maker died before naming it', async () => {
    product.clock.moveTo('2026-05-10T00:00:00Z');
    const practiceId = await practiceWith(2);
    product.clock.moveTo('2026-06-01T00:00:00Z');
    const { app } = product;
    const dying = Object.create(audit, {
      record: { value: () => Promise.reject(new Error('killed')) },
    }) as AuditService;
    await new MonthManifestsService(
      app.get(AuditRepository),
      app.get(AuditManifestsRepository),
      ...([dying, app.get(LogSigner), product.clock, app.get<Logger>(LOGGER)] as const),
    ).tick();
    const loggedManifests = async () =>
      (await documents(practiceId)).filter(({ action }) => action === 'audit.manifest').length;
    const manifests = app.get(MonthManifestsService);
    await manifests.tick();
    // Its maker may be about to do so.
    expect([(await exported(practiceId)).filter(isManifest).length, await loggedManifests()]).toEqual([1, 0]);
    product.clock.moveTo('2026-06-01T01:00:00Z');
    await manifests.tick();
    await manifests.tick();
    expect(await loggedManifests()).toBe(1);
    expect(await verified(practiceId)).toMatchObject({ manifests: 1, discrepancies: [] });
    await raw('auditManifests').deleteMany({ practiceId } as never);
    expect(kindsOf(await verified(practiceId))).toContain('manifest');
  });

  it('exports and seals one practice while the entries of another cannot be stored', async () => {
    product.clock.moveTo('2026-06-10T00:00:00Z');
    const [stuck, sound] = [await practiceWith(2), await practiceWith(2)];
    const [begin] = await documents(stuck);
    // A document that is not an entry, under the key of a future entry.
    const squatters = [4, 5].map((seq) => {
      const id = entryId(audit.writer, seq);
      return { ...begin, _id: `${stuck}:${id}`, id: `other-${seq}` };
    });
    await raw('auditEntries').insertMany(squatters as never);
    await expect(record(stuck, 'blocked')).rejects.toThrow();
    product.clock.moveTo('2026-07-01T00:00:00Z');
    await product.app.get(MonthManifestsService).tick();
    expect(await verified(sound)).toMatchObject({ manifests: 1, discrepancies: [] });
    await expect(exported(stuck)).rejects.toThrow();
    await raw('auditEntries').deleteMany({ _id: { $in: squatters.map(({ _id }) => _id) } } as never);
    expect(await verified(stuck)).toMatchObject({ manifests: 0, discrepancies: [] });
  });

  it('refuses a statement of an older format and says so', async () => {
    const practiceId = await practiceWith(1);
    const lines = await exported(practiceId);
    const statement = JSON.parse(lines.pop() ?? '') as Record<string, unknown>;
    for (const field of ['keyId', 'publicKey', 'signature']) delete statement[field];
    const older = signedLine({ ...statement, form: 1 }, product.app.get(LogSigner));
    expect((await verify([...lines, older])).discrepancies[0]).toMatchObject({
      kind: 'statement',
      what: expect.stringContaining('form 1 and this version reads form 2'),
    });
  });

  it('made no query that scans', async () => {
    const practiceId = await practiceWith(2);
    await product.app.get(AccessCheck).verify(jobPrincipal(practiceId));
    expect(scans().filter((sql) => /"c:(audit|accesses)/.test(sql))).toEqual([]);
  });
});

function isManifest(line: string): boolean {
  return line.startsWith('{"kind":"manifest"');
}
