import fc from 'fast-check';
import { propertyRuns } from '../../../test/support/property-runs.js';
import { KeyedTurns } from './keyed-turns.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

const asked = fc.array(
  fc.record({
    keys: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 }),
    turns: fc.nat(3),
    fails: fc.boolean(),
    /** Event-loop turns between the previous call and this one. */
    after: fc.nat(2),
  }),
  { maxLength: 12 },
);

describe('turns by key', () => {
  it('run one at a time per key, in the order of the calls, even if some fail; nothing is kept', async () => {
    await fc.assert(
      fc.asyncProperty(asked, async (tasks) => {
        const turns = new KeyedTurns();
        const holders = new Map<string, number>();
        const served = new Map<string, number[]>();
        const outcomes: Promise<PromiseSettledResult<number>[]>[] = [];
        for (const [number, { keys, turns: needed, fails, after }] of tasks.entries()) {
          for (let n = 0; n < after; n += 1) await turn();
          const outcome = turns.run(keys, async () => {
            for (const key of keys) {
              expect(holders.get(key)).toBeUndefined();
              holders.set(key, number);
              served.set(key, [...(served.get(key) ?? []), number]);
            }
            for (let n = 0; n < needed; n += 1) await turn();
            for (const key of keys) holders.delete(key);
            if (fails) throw new Error(`task ${number}`);
            return number;
          });
          outcomes.push(Promise.allSettled([outcome]));
        }
        const settled = (await Promise.all(outcomes)).flat();
        expect(settled).toEqual(
          tasks.map(({ fails }, number) =>
            fails
              ? { status: 'rejected', reason: new Error(`task ${number}`) }
              : { status: 'fulfilled', value: number },
          ),
        );
        for (const [key, numbers] of served) {
          expect(numbers).toEqual(
            [...tasks.keys()].filter((number) => new Set<string>(tasks[number]?.keys).has(key)),
          );
        }
        expect(turns.size).toBe(0);
      }),
      propertyRuns(300),
    );
  });

  it('start at once if nothing is waiting, in parallel with work on other keys', async () => {
    const turns = new KeyedTurns();
    let open: () => void = () => undefined;
    const slow = turns.run(['a', 'b'], () => new Promise<void>((resolve) => (open = resolve)));
    const started: string[] = [];
    const other = turns.run(['c'], async () => void started.push('c'));
    const behind = turns.run(['b', 'd'], async () => void started.push('b'));
    expect(started).toEqual(['c']);
    await other;
    expect(started).toEqual(['c']);
    open();
    await Promise.all([slow, behind]);
    expect(started).toEqual(['c', 'b']);
  });
});
