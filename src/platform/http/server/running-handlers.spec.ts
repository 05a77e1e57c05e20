import { describe, expect, it } from '@jest/globals';
import { RunningHandlers } from './running-handlers.js';

const AT_ONCE = 0;
const LONG = 60_000;

describe('running handlers', () => {
  it('are zero at first', async () => {
    expect(await new RunningHandlers().none(AT_ONCE)).toBe(true);
  });

  it('are awaited, even failing ones', async () => {
    const handlers = new RunningHandlers();
    let finish = () => {};
    let fail = () => {};
    handlers.add(new Promise<void>((resolve) => (finish = resolve)));
    handlers.add(new Promise<void>((_, reject) => (fail = () => reject(new Error('refused')))));
    let isOver = false;
    const none = handlers.none(LONG).then((answer) => {
      isOver = true;
      return answer;
    });
    fail();
    await new Promise((resolve) => setImmediate(resolve));
    expect([handlers.count, isOver]).toEqual([1, false]);
    finish();
    expect(await none).toBe(true);
  });

  it('that never end are abandoned', async () => {
    const handlers = new RunningHandlers();
    handlers.add(new Promise(() => {}));
    expect(await handlers.none(AT_ONCE)).toBe(false);
    expect(handlers.count).toBe(1);
  });
});
