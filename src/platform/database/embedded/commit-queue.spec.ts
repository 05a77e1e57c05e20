import { describe, expect, it } from '@jest/globals';
import { CommitQueue, type GroupStorage, type InsertRow, type Inserts } from './commit-queue.js';

/** Far more rows than are written on the main thread. */
const ROWS: readonly InsertRow[] = Array.from({ length: 1000 }, () => ({ sql: 'INSERT', values: [] }));

describe('a group of inserts that the other thread cannot commit', () => {
  it('takes along what was queued behind it, and nothing that comes later', async () => {
    let failCommit: (error: Error) => void = () => undefined;
    const committed: string[] = [];
    const storage: GroupStorage = {
      begin: () => undefined,
      commit: () => undefined,
      abandon: () => undefined,
      isStorageError: () => false,
      insertApart: () => new Promise((_, reject) => (failCommit = reject)),
    };
    const queue = new CommitQueue(storage);
    const inserts: Inserts<string> = { rows: () => ROWS, settle: () => 'inserted' };
    const write = (name: string) => queue.write(() => committed.push(name));

    const large = queue.write(() => 'here', inserts);
    await new Promise((resolve) => setImmediate(resolve));
    const behind = write('behind');
    failCommit(new Error('disk full'));
    const outcomes = await Promise.allSettled([large, behind]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await write('later');
    expect(committed).toEqual(['later']);
  });
});
