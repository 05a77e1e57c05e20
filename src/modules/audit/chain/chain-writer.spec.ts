import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MovedClock } from '../../../../test/support/moved-clock.js';
import { propertyRuns } from '../../../../test/support/property-runs.js';
import { formatInstant } from '../../../domain/time/instant.js';
import { jobPrincipal } from '../../caller/principal.js';
import type { AuditEntry } from '../audit-entry.js';
import { LogVerifier } from '../verify/log-verifier.js';
import { AuditChain } from './audit-chain.js';
import { contentOf } from './audit-content.js';
import { canonicalText, exportLine } from './canonical-entry.js';
import type { ChainStore } from './chain-store.js';
import { ChainWriter } from './chain-writer.js';

const PRACTICE = 'north';
const WRITER = '0123456789abcdef01234567';

/**
 * `lost`: refused, nothing stored. `unsure`: stored, but reported as refused. `half`: only the first entry is stored.
 */
type Weather = 'fair' | 'lost' | 'unsure' | 'half';

/** A store in memory whose disk fails on demand. */
class Store implements ChainStore {
  weather: Weather = 'fair';
  together = 0;
  togetherMax = 0;
  readonly stored = new Map<string, AuditEntry>();

  constructor(readonly engine: ChainStore['engine']) {}

  async append(_practiceId: string, entries: readonly AuditEntry[]): Promise<void> {
    const { weather } = this;
    this.together += 1;
    this.togetherMax = Math.max(this.togetherMax, this.together);
    await sleep(0);
    this.together -= 1;
    const kept = weather === 'lost' ? [] : weather === 'half' ? entries.slice(0, 1) : entries;
    for (const entry of kept) {
      if (this.stored.has(entry.id)) throw new Error(`${entry.id} twice`);
      this.stored.set(entry.id, entry);
    }
    if (weather !== 'fair') throw new Error('the disk is full');
  }

  async existing(_practiceId: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (this.weather !== 'fair') throw new Error('the disk is full');
    return new Set(ids.filter((id) => this.stored.has(id)));
  }

  /** The discrepancies that an auditor finds, except for the missing end of an export. */
  faults(): string[] {
    const verifier = new LogVerifier();
    for (const entry of this.sorted()) {
      const { hash, at } = entry;
      verifier.line(Buffer.from(exportLine(canonicalText(PRACTICE, formatInstant(at), entry), hash)));
    }
    return verifier
      .end()
      .discrepancies.filter(({ kind }) => kind !== 'cut-short')
      .map(({ kind, seq, what }) => `${kind} ${seq}: ${what}`);
  }

  marks(): unknown[] {
    return this.sorted()
      .filter(({ action }) => action === 'audit.marks')
      .map(({ after }) => after);
  }

  sorted(): AuditEntry[] {
    return [...this.stored.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}

const clock = new MovedClock('2026-03-01T12:00:00Z');

function openChain(engine: ChainStore['engine']) {
  const store = new Store(engine);
  const chain = new ChainWriter(PRACTICE, WRITER, store, clock);
  const content = (id: string) =>
    contentOf(
      jobPrincipal(PRACTICE),
      { action: 'things.put', entity: 'things', ids: [id] },
      { at: clock.now(), state: engine === 'embedded' ? 'recorded' : 'announced' },
    );
  return { store, chain, add: (id: string) => chain.add(content(id)) };
}

describe('a chain of the audit log', () => {
  it('begins with its practice, writer, engine and format, and each entry follows the one before', async () => {
    const { store, add } = openChain('embedded');
    await Promise.all(['a', 'b', 'c'].map((id) => add(id).stored));
    const entries = store.sorted();
    expect(entries.map(({ seq, action }) => [seq, action])).toEqual([
      [1, 'audit.begin'],
      [2, 'things.put'],
      [3, 'things.put'],
      [4, 'things.put'],
    ]);
    expect(entries[0]?.after).toEqual({ form: 1, practice: PRACTICE, writer: WRITER, engine: 'embedded' });
    expect(entries[0]?.previousHash).toBe('0'.repeat(64));
    expect(store.faults()).toEqual([]);
  });

  it('hashes every field of an entry, including the rare ones', () => {
    const bare = contentOf(
      jobPrincipal(PRACTICE),
      { action: 'things.put', entity: 'things', ids: ['a'] },
      { at: clock.now(), state: 'recorded' },
    );
    const link = (content: typeof bare) => new AuditChain(PRACTICE, WRITER).link(content);
    const plain = link(bare);
    expect(link({ ...bare, emergency: 'e1' })).toMatchObject({ emergency: 'e1' });
    const changes: Partial<typeof bare>[] = [
      { emergency: 'e1' },
      ...Object.keys(bare).map((field) => ({ [field]: field === 'at' ? 0 : 'x' }) as Partial<typeof bare>),
    ];
    const hashes = changes.map((change) => link({ ...bare, ...change }).hash);
    expect(new Set([plain.hash, ...hashes]).size).toBe(changes.length + 1);
  });

  it('owes what the disk refused, and stores it before anything else, with the outcome of the change', async () => {
    const { store, chain, add } = openChain('embedded');
    await add('a').stored;
    store.weather = 'lost';
    const { seq, stored } = add('b');
    await expect(stored).rejects.toThrow('full');
    chain.markFailed(seq);
    await expect(chain.unblocked()).rejects.toThrow('full');
    store.weather = 'fair';
    await chain.unblocked();
    await add('c').stored;
    expect(store.sorted().map(({ ids }) => ids[0])).toEqual([WRITER, 'a', 'b', undefined, 'c']);
    expect(store.marks()).toEqual([{ done: [], failed: [[seq, seq]] }]);
    expect(chain.storedHead.seq).toBe(5);
    expect(store.faults()).toEqual([]);
  });

  it('shows a gap while entries are owed, and none afterward', async () => {
    const { store, chain, add } = openChain('embedded');
    await add('a').stored;
    store.weather = 'lost';
    const lost = add('b').stored;
    store.weather = 'fair';
    await add('c').stored;
    await expect(lost).rejects.toThrow('full');
    expect(store.faults()).toEqual([expect.stringContaining('missing')]);
    await chain.flush();
    expect(store.faults()).toEqual([]);
  });

  it('does not mark an entry as failed if it was stored with its change after all', async () => {
    const { store, chain, add } = openChain('embedded');
    await add('a').stored;
    store.weather = 'unsure';
    const { seq, stored } = add('b');
    await expect(stored).rejects.toThrow('full');
    chain.markFailed(seq);
    store.weather = 'fair';
    await chain.flush();
    expect(store.marks()).toEqual([]);
    expect(store.faults()).toEqual([]);
  });

  it('sends a server one batch at a time, and owes the batches that waited behind a lost one', async () => {
    const { store, chain, add } = openChain('mongodb');
    store.weather = 'half';
    const added = ['a', 'b', 'c', 'd'].map((id) => add(id));
    const outcomes = await Promise.allSettled(added.map(({ stored }) => stored));
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    for (const { seq } of added) chain.markFailed(seq);
    store.weather = 'fair';
    await chain.flush();
    const last = add('e');
    await last.stored;
    chain.markDone(last.seq);
    await chain.flush();
    expect(store.togetherMax).toBe(1);
    expect(store.marks()).toEqual([
      { done: [], failed: [[2, 5]] },
      { done: [[7, 7]], failed: [] },
    ]);
    expect(store.faults()).toEqual([]);
  });

  it.each(['embedded', 'mongodb'] as const)(
    'is complete whatever the disk of the %s engine did',
    async (engine) => {
      const step = fc.record({
        weather: fc.constantFrom<Weather>('fair', 'fair', 'fair', 'lost', 'unsure', 'half'),
        adds: fc.integer({ min: 1, max: 4 }),
        isWaitedFor: fc.boolean(),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
          const { store, chain, add } = openChain(engine);
          const open: Promise<unknown>[] = [];
          for (const { weather, adds, isWaitedFor } of steps) {
            // One commit holds all or nothing.
            store.weather = weather === 'half' && engine === 'embedded' ? 'lost' : weather;
            for (let n = 0; n < adds; n += 1) {
              const isBlocked = await Promise.resolve(chain.unblocked()).then(
                () => false,
                () => true,
              );
              if (isBlocked) continue;
              const { seq, stored } = add(`t${n}`);
              const settled = stored.then(
                () => chain.markDone(seq),
                () => chain.markFailed(seq),
              );
              open.push(settled);
              if (isWaitedFor) await settled;
            }
          }
          await Promise.all(open);
          store.weather = 'fair';
          await chain.flush();
          expect(store.faults()).toEqual([]);
          expect(store.stored.size).toBe(chain.storedHead.seq);
        }),
        propertyRuns(60),
      );
    },
  );
});
