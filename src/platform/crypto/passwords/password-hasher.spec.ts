import { afterAll, describe, expect, it } from '@jest/globals';
import { PasswordHasher, waitingMax } from './password-hasher.js';

describe('password hashing', () => {
  const hasher = new PasswordHasher();
  afterAll(() => hasher.onModuleDestroy());

  it('does not block requests, even with a password that takes long to rate', async () => {
    let turns = 0;
    let turn = setImmediate(function again() {
      turns += 1;
      turn = setImmediate(again);
    });
    expect(await hasher.strength('1'.repeat(128), [])).toBeLessThan(3);
    clearImmediate(turn);
    expect(turns).toBeGreaterThan(100);
  });

  it('lets no more wait than can be processed within a second, and some on any machine', () => {
    expect([20, 30, 60, 120, 225, 900, 5000].map(waitingMax)).toEqual([32, 30, 15, 7, 4, 4, 4]);
  });

  it('refuses callers who would wait longer, and serves all others', async () => {
    const asked = await Promise.allSettled(Array.from({ length: 64 }, () => hasher.verify('a', null)));
    const refused = asked.filter(({ status }) => status === 'rejected');
    expect(refused).toMatchObject(refused.map(() => ({ reason: { status: 503 } })));
    expect(refused.length).toBeGreaterThanOrEqual(32);
    expect(asked.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(4);
    expect(await hasher.verify('a', await hasher.hash('a'))).toBe(true);
  });
});
