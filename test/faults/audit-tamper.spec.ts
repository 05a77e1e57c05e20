import { randomBytes } from 'node:crypto';
import { instant } from '../../src/domain/time/instant.js';
import { AuditRepository } from '../../src/modules/audit/audit.repository.js';
import { AuditService } from '../../src/modules/audit/audit.service.js';
import { AuditExportService } from '../../src/modules/audit/export/audit-export.service.js';
import { MonthManifestsService } from '../../src/modules/audit/manifests/month-manifests.service.js';
import { LogVerifier } from '../../src/modules/audit/verify/log-verifier.js';
import type { TrustedKeys, Verification } from '../../src/modules/audit/verify/verification.js';
import { verifyExport } from '../../src/modules/audit/verify/verify-export.js';
import { jobPrincipal } from '../../src/modules/caller/principal.js';
import { Clock } from '../../src/platform/clock/clock.js';
import { LogSigner } from '../../src/platform/crypto/log-signer.js';
import { startTestApp } from '../support/app.js';
import { faultRandom, say } from './support/fault-seed.js';

const FLIPS = 10_000;
const ENTRIES = 100;
const LINE_FEED = 0x0a;
const WHOLE = { from: null, to: null };

describe('an export of the audit log that was tampered with', () => {
  let lines: string[];
  let older: string[];
  let keys: TrustedKeys;
  let sealer: LogSigner;

  beforeAll(async () => {
    const product = await startTestApp({ now: '2026-01-20T00:00:00Z' });
    const audit = product.app.get(AuditService);
    const other = new AuditService(product.app.get(AuditRepository), product.app.get(Clock));
    const fill = async () => {
      for (let n = 0; n < ENTRIES / 4; n += 1)
        for (const service of [audit, other])
          await service.record(jobPrincipal('north'), {
            action: 'readings.ingest',
            entity: 'readings',
            ids: [`r${n}`, randomBytes(9).toString('hex')],
            patientIds: [`p${n}`],
            after: { version: n },
          });
    };
    const exported = async (): Promise<string[]> => {
      const pieces: string[] = [];
      for await (const piece of product.app.get(AuditExportService).lines(jobPrincipal('north'), WHOLE))
        pieces.push(piece);
      return pieces.join('').trimEnd().split('\n');
    };
    await fill();
    product.clock.moveTo('2026-02-01T00:00:00Z');
    await product.app.get(MonthManifestsService).tick();
    older = await exported();
    await fill();
    product.clock.moveTo('2026-03-01T00:00:00Z');
    await product.app.get(MonthManifestsService).tick();
    lines = await exported();
    sealer = product.app.get(LogSigner);
    keys = sealer.publicKeys;
    await product.close();
  }, 120_000);

  const verify = (given: readonly string[], trusted: TrustedKeys | null = keys) =>
    verifyExport([Buffer.from(given.map((line) => `${line}\n`).join(''))], trusted);
  const kindsOf = ({ discrepancies }: Verification) => discrepancies.map(({ kind }) => kind).sort();
  const entries = () => lines.flatMap((line, index) => (line.startsWith('{"practice"') ? [index] : []));

  it('passes if nobody changed it', async () => {
    expect(await verify(lines)).toMatchObject({ manifests: 2, chains: 2, discrepancies: [] });
    expect((await verify(lines)).entries).toBeGreaterThan(ENTRIES);
  });

  it(`detects each of ${FLIPS} single-bit flips, without any key`, () => {
    const random = faultRandom('audit flips');
    const bytes = Buffer.from(`${lines.join('\n')}\n`);
    const missed: string[] = [];
    for (let flip = 0; flip < FLIPS; flip += 1) {
      const at = random.whole(0, bytes.length - 1);
      const bit = 1 << random.whole(0, 7);
      bytes[at]! ^= bit;
      if (verifyBytes(bytes).discrepancies.length === 0) missed.push(`byte ${at} bit ${bit}`);
      bytes[at]! ^= bit;
    }
    say(`audit flips: ${JSON.stringify({ flips: FLIPS, bytes: bytes.length, missed: missed.length })}`);
    expect(missed).toEqual([]);
    expect(verifyBytes(bytes).discrepancies).toEqual([]);
  }, 240_000);

  it('detects every line that is missing, repeated or swapped with the next', async () => {
    for (let index = 0; index < lines.length; index += 1) {
      const [line = '', next] = lines.slice(index);
      const gone = lines.toSpliced(index, 1);
      expect([index, (await verify(gone)).discrepancies.length > 0]).toEqual([index, true]);
      const twice = lines.toSpliced(index, 0, line);
      expect([index, (await verify(twice)).discrepancies.length > 0]).toEqual([index, true]);
      if (next === undefined) continue;
      const swapped = lines.toSpliced(index, 2, next, line);
      expect([index, (await verify(swapped)).discrepancies.length > 0]).toEqual([index, true]);
    }
  });

  it('detects a truncated end', async () => {
    const bytes = Buffer.from(`${lines.join('\n')}\n`);
    const random = faultRandom('audit cuts');
    for (let cut = 0; cut < 200; cut += 1) {
      const length = random.whole(0, bytes.length - 1);
      const found = await verifyExport([bytes.subarray(0, length)], keys);
      expect(kindsOf(found)).toContain('cut-short');
    }
  });

  it('detects a replayed older manifest or statement', async () => {
    const [first = '', second = ''] = lines;
    expect(kindsOf(await verify([first, first, ...lines.slice(2)]))).toContain('manifest');
    expect(kindsOf(await verify([second, first, ...lines.slice(2)]))).toContain('manifest');
    const oldEnd = older.at(-1) ?? '';
    expect(kindsOf(await verify([...lines.slice(0, -1), oldEnd]))).toEqual(
      expect.arrayContaining(['manifest', 'statement']),
    );
  });

  it('detects a changed and rehashed log by its seals', async () => {
    const verifier = await rehashed(entries()[3] ?? 0);
    expect(kindsOf(verifier)).toEqual(expect.arrayContaining(['manifest', 'statement']));
  });

  /** As an attacker would who knows how the chain is made but has no key. */
  async function rehashed(at: number): Promise<Verification> {
    const { hashOf } = await import('../../src/modules/audit/chain/canonical-entry.js');
    const text = [...lines];
    let previous: { writer: string; hash: string } | null = null;
    for (const index of entries().filter((each) => each >= at)) {
      const entry = JSON.parse(text[index] ?? '') as {
        writer: string;
        entity: string;
        previousHash: string;
        hash: string;
      };
      if (previous !== null && previous.writer !== entry.writer) break;
      if (previous === null) entry.entity = 'others';
      else entry.previousHash = previous.hash;
      const canonical = JSON.stringify({ ...entry, hash: undefined }).slice(0, -1);
      previous = { writer: entry.writer, hash: hashOf(canonical) };
      text[index] = `${canonical},"hash":"${previous.hash}"}`;
    }
    return verify(text);
  }

  it('detects a key that is not the installation’s', async () => {
    expect(kindsOf(await verify(lines, new Map([['a'.repeat(64), null]])))).toEqual(['foreign-key']);
    expect(await verify(lines, null)).toMatchObject({ keysKnown: false, discrepancies: [] });
  });

  it('detects what a key signed after it was retired', async () => {
    const made = lines.flatMap((line) => {
      const { kind, madeAt } = JSON.parse(line) as { kind?: string; madeAt: string };
      return kind === undefined ? [] : [Date.parse(madeAt)];
    });
    const last = Math.max(...made);
    const retired = (at: number) => new Map([[sealer.publicKey, instant(at)]]);
    expect((await verify(lines, retired(last))).discrepancies).toEqual([]);
    expect((await verify(lines, retired(last - 1))).discrepancies).toMatchObject([
      { kind: 'foreign-key', count: made.filter((at) => at === last).length },
    ]);
  });
});

/** Like `verifyExport`, but synchronous. */
function verifyBytes(bytes: Buffer): Verification {
  const verifier = new LogVerifier();
  let start = 0;
  for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
    verifier.line(bytes.subarray(start, end));
    start = end + 1;
  }
  return verifier.end(start < bytes.length);
}
