import { describe, expect, it } from '@jest/globals';
import { ACCOUNT_ATTEMPTS, ADDRESS_ATTEMPTS, blockSecondsOf } from './attempt-policy.js';

const DAY_SECONDS = 86_400;

describe('slowing down guesses', () => {
  it('blocks an account from the fifth failure on, longer each time, and for a day after a hundred', () => {
    const blocks = [1, 4, 5, 6, 7, 8, 9, 10, 99, 100, 5000].map((n) => blockSecondsOf(ACCOUNT_ATTEMPTS, n));
    expect(blocks).toEqual([0, 0, 60, 120, 240, 480, 900, 900, 900, DAY_SECONDS, DAY_SECONDS]);
  });

  it('blocks an address from the thirtieth on', () => {
    const blocks = [1, 29, 30, 31, 10_000].map((n) => blockSecondsOf(ADDRESS_ATTEMPTS, n));
    expect(blocks).toEqual([0, 0, 900, 900, 900]);
  });

  it('allows at most a hundred guesses per name within the first day, and after it', () => {
    let seconds = 0;
    let guesses = 0;
    while (seconds < DAY_SECONDS) seconds += blockSecondsOf(ACCOUNT_ATTEMPTS, ++guesses);
    expect(guesses).toBeLessThanOrEqual(100);
  });
});
