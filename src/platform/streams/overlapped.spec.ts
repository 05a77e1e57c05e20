import { overlapped } from './overlapped.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

function gate(): { promise: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => (open = resolve));
  return { promise, open };
}

describe('overlapped work', () => {
  it('gives results in the order of the items, with at most three in progress', async () => {
    let running = 0;
    let most = 0;
    const work = async (item: number) => {
      most = Math.max(most, ++running);
      for (let n = item % 3; n >= 0; n -= 1) await turn();
      running -= 1;
      return item * 2;
    };
    const items = (function* () {
      for (let n = 0; n < 20; n += 1) yield n;
    })();
    const results: number[] = [];
    for await (const result of overlapped(items, work)) results.push(result);
    expect(results).toEqual(Array.from({ length: 20 }, (_, n) => n * 2));
    expect(most).toBe(3);
  });

  it('gives a result while the next item is still awaited', async () => {
    const later = gate();
    const items = (async function* () {
      yield 'first';
      await later.promise;
      yield 'second';
    })();
    const results = overlapped(items, async (item) => item);
    expect(await results.next()).toEqual({ done: false, value: 'first' });
    later.open();
    expect(await results.next()).toEqual({ done: false, value: 'second' });
    expect((await results.next()).done).toBe(true);
  });

  it('fails only when no work is in progress, and starts nothing afterward', async () => {
    const slow = gate();
    const begun: string[] = [];
    let isSlowDone = false;
    const items = (function* () {
      yield* ['bad', 'slow', 'slower', 'never'];
    })();
    const run = (async () => {
      const results = overlapped(items, async (item) => {
        begun.push(item);
        await turn();
        if (item === 'bad') throw new Error('bad item');
        await slow.promise;
        isSlowDone = true;
      });
      while ((await results.next()).done !== true);
    })();
    const failed = expect(run).rejects.toThrow('bad item');
    for (let n = 0; n < 5; n += 1) await turn();
    slow.open();
    await failed;
    expect(begun).toEqual(['bad', 'slow', 'slower']);
    expect(isSlowDone).toBe(true);
  });

  it('passes on a failure of the source', async () => {
    const items = (async function* () {
      yield 1;
      throw new Error('source');
    })();
    const results = overlapped(items, async (item) => item);
    expect(await results.next()).toEqual({ done: false, value: 1 });
    await expect(results.next()).rejects.toThrow('source');
  });
});
