import { describe, expect, it } from '@jest/globals';
import { createLogger } from '../logging/create-logger.js';
import { RefusalLog, type Refusal } from './refusal-log.js';

describe('the log of refused requests', () => {
  const lines: string[] = [];
  let now = 0;
  const log = new RefusalLog(createLogger('info', { write: (line) => void lines.push(line) }), () => now);
  const note = (status: number, changes: Partial<Refusal> = {}) =>
    log.note({
      ...{ requestId: 'r', method: 'POST', route: '/v1/session', practiceId: undefined, caller: undefined },
      ...{ status, ...changes },
    });
  const taken = () => lines.splice(0).map((line) => JSON.parse(line) as { status: number; skipped: number });

  it('logs the first of a status at once, with the ids of the caller', () => {
    note(429, { practiceId: 'north', caller: 'ada' });
    note(400);
    expect(taken()).toMatchObject([
      { status: 429, practiceId: 'north', caller: 'ada', route: '/v1/session', msg: 'request refused' },
      { status: 400 },
    ]);
  });

  it('cannot be flooded: one line per second, with the number of skipped ones', () => {
    for (let n = 0; n < 10_000; n += 1) note(429);
    expect(taken()).toEqual([]);
    now += 1000;
    note(429);
    expect(taken()).toMatchObject([{ status: 429, skipped: 10_000 }]);
  });

  it('leaves out ordinary refusals', () => {
    for (const status of [404, 409, 412, 422]) note(status);
    expect(taken()).toEqual([]);
  });
});
