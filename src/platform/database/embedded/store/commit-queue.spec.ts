import { describe, expect, it } from '@jest/globals';
import { CommitQueue, type GroupStorage } from './commit-queue.js';
import type { InsertRow, WriteOptions } from './insert-rows.js';

/** Far more rows than the main thread writes. */
const ROWS: readonly InsertRow[] = Array.from({ length: 1000 }, () => ({ sql: 'INSERT', values: [] }));
const APART: WriteOptions<string> = {
  inserts: { rows: () => ROWS, settle: () => 'inserted' },
  isBackground: false,
};
const oneRow = (isBackground: boolean): WriteOptions<string> => ({
  inserts: { rows: () => ROWS.slice(0, 1), settle: () => 'apart' },
  isBackground,
});

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A storage whose writing thread commits when the test says so. */
function storageOf() {
  const commits: { succeed: () => void; fail: (error: Error) => void }[] = [];
  const counts = { abandoned: 0 };
  const storage: GroupStorage = {
    begin: () => undefined,
    commit: () => undefined,
    abandon: () => void (counts.abandoned += 1),
    isStorageError: () => false,
    insertApart: (rows) =>
      new Promise((resolve, fail) =>
        commits.push({ succeed: () => resolve(new Uint8Array(rows.length).fill(1)), fail }),
      ),
  };
  return { commits, counts, queue: new CommitQueue(storage) };
}

describe('a group of inserts that the writing thread cannot commit', () => {
  it('fails what was queued behind it, and nothing that comes later', async () => {
    const { commits, queue } = storageOf();
    const committed: string[] = [];
    const write = (name: string) => queue.write(() => committed.push(name));

    const large = queue.write(() => 'here', APART);
    await turn();
    const behind = write('behind');
    commits[0]?.fail(new Error('disk full'));
    const outcomes = await Promise.allSettled([large, behind]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await write('later');
    expect(committed).toEqual(['later']);
  });

  it('fails a group that was sent behind it, whose own answer changes nothing', async () => {
    const { commits, counts, queue } = storageOf();
    const groups: Promise<string>[] = [];
    for (let count = 0; count < 3; count += 1) {
      groups.push(queue.write(() => 'here', APART));
      await turn();
    }
    expect(commits).toHaveLength(2);

    commits[0]?.fail(new Error('disk full'));
    const outcomes = await Promise.allSettled(groups);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    const later = queue.write(() => 'here', APART);
    await turn();
    commits[1]?.fail(new Error('The inserts before these failed'));
    await turn();
    commits[2]?.succeed();
    expect(await later).toBe('inserted');
    expect(counts.abandoned).toBe(1);
  });

  it('keeps what was committed before it', async () => {
    const { commits, queue } = storageOf();
    const first = queue.write(() => 'here', APART);
    await turn();
    const second = queue.write(() => 'here', APART);
    await turn();
    commits[0]?.succeed();
    expect(await first).toBe('inserted');
    commits[1]?.fail(new Error('disk full'));
    await expect(second).rejects.toThrow();
  });
});

describe('while the writing thread works', () => {
  it('the main thread writes nothing', async () => {
    const { commits, queue } = storageOf();
    const written: string[] = [];
    void queue.write(() => 'here', APART);
    await turn();
    void queue.write(() => 'here', APART);
    await turn();
    const small = queue.write(() => written.push('small'));
    commits[0]?.succeed();
    await turn();
    await turn();
    expect(written).toEqual([]);
    commits[1]?.succeed();
    await small;
    expect(written).toEqual(['small']);
  });
});

describe('a small group of inserts', () => {
  it('is committed by the writing thread when nobody waits for it', async () => {
    const { commits, queue } = storageOf();
    const unawaited = queue.write(() => 'here', oneRow(true));
    await turn();
    commits[0]?.succeed();
    expect(await unawaited).toBe('apart');
  });

  it('is committed by the main thread when somebody waits for one of them', async () => {
    const { commits, queue } = storageOf();
    const both = [queue.write(() => 'here', oneRow(true)), queue.write(() => 'here', oneRow(false))];
    expect(await Promise.all(both)).toEqual(['here', 'here']);
    expect(commits).toEqual([]);
  });
});
