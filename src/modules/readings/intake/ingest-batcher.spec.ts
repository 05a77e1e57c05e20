import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { IngestBatcher, type StoreBatch } from './ingest-batcher.js';

/** Answers each item with its double, and records which items arrived together. */
function doubling(batches: number[][]): StoreBatch<null, number, number> {
  return (submissions) => {
    batches.push(submissions.flatMap(({ items }) => [...items]));
    return Promise.resolve(submissions.map(({ items }) => items.map((item) => 2 * item)));
  };
}

async function oneATurn(
  batcher: IngestBatcher<null, number, number>,
  count: number,
): Promise<Promise<readonly number[]>[]> {
  const answers: Promise<readonly number[]>[] = [];
  for (let item = 0; item < count; item += 1) {
    answers.push(batcher.submit(null, [item]));
    await turn();
  }
  return answers;
}

describe('a batch of readings', () => {
  it('grows as long as each turn of the event loop brings more', async () => {
    const batches: number[][] = [];
    const batcher = new IngestBatcher(doubling(batches));
    const answers = await oneATurn(batcher, 5);
    expect(await Promise.all(answers)).toEqual([[0], [2], [4], [6], [8]]);
    expect(batches).toEqual([[0, 1, 2, 3, 4]]);
    expect(batcher.isIdle).toBe(true);
  });

  it('is sent when a turn brings no more', async () => {
    const batches: number[][] = [];
    const batcher = new IngestBatcher(doubling(batches));
    expect(await batcher.submit(null, [1, 2])).toEqual([2, 4]);
    expect(await batcher.submit(null, [3])).toEqual([6]);
    expect(batches).toEqual([[1, 2], [3]]);
  });

  it('is sent after a number of turns, even if each turn brings more', async () => {
    const batches: number[][] = [];
    const batcher = new IngestBatcher(doubling(batches));
    const answers = await Promise.all(await oneATurn(batcher, 100));
    expect(answers.flat()).toEqual(Array.from({ length: 100 }, (_, item) => 2 * item));
    expect(batches.length).toBeGreaterThan(1);
    expect(Math.max(...batches.map(({ length }) => length))).toBeLessThanOrEqual(20);
  });

  it('waits for the batch before it when it is small', async () => {
    const batches: number[][] = [];
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const store = doubling(batches);
    const batcher = new IngestBatcher<null, number, number>(async (submissions) => {
      const answers = await store(submissions);
      await held;
      return answers;
    });
    const answers = await oneATurn(batcher, 1);
    for (let turns = 0; turns < 5; turns += 1) await turn();
    answers.push(...(await oneATurn(batcher, 3)));
    expect(batches).toEqual([[0]]);
    release();
    expect(await Promise.all(answers)).toEqual([[0], [0], [2], [4]]);
    expect(batches).toEqual([[0], [0, 1, 2]]);
  });

  it('rejects all of its submissions on failure, but not later ones', async () => {
    let isBroken = true;
    const batcher = new IngestBatcher<null, number, number>((submissions) =>
      isBroken ? Promise.reject(new Error('no disk')) : doubling([])(submissions),
    );
    const both = await Promise.allSettled([batcher.submit(null, [1]), batcher.submit(null, [2])]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    isBroken = false;
    expect(await batcher.submit(null, [3])).toEqual([6]);
  });

  it('is refused when too many readings are waiting', async () => {
    const batcher = new IngestBatcher<null, number, number>(() => new Promise(() => undefined));
    const many = Array.from({ length: 50_000 }, (_, item) => item);
    void batcher.submit(null, many);
    await expect(batcher.submit(null, [1])).rejects.toMatchObject({ status: 503 });
  });
});
