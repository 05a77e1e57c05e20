import { describe, expect, it } from '@jest/globals';
import { strengthOf } from '../../../platform/crypto/passwords/password-strength.js';
import { passwordFault } from './password-rules.js';

const KNOWN = ['ada.lovelace', 'north'];
const ESTIMATOR = { strength: strengthOf };

describe('password rules', () => {
  it.each([
    ['harbor violet kettle 9'],
    ['vbx7-Qm2p-tt9w'],
    ['lantern orbit walnut'],
    ['lantern orbit walnut '.padEnd(128, 'q7 harbor ')],
    ['наковальня-сирень-47'],
    ['x7'.padEnd(8, 'q') + ' plum orchard Tuesday'],
  ])('accept %s', async (password) => {
    expect(await passwordFault(password, KNOWN, ESTIMATOR)).toBeNull();
  });

  it.each([
    ['', 'at least'],
    ['vbx7-Qm2p-t', 'at least'],
    ['x'.repeat(129), 'at most'],
    ['passwordpassword', 'easy to guess'],
    ['Password1234!', 'easy to guess'],
    ['aaaaaaaaaaaa', 'easy to guess'],
    ['123456789012', 'easy to guess'],
    ['qwertyuiopas', 'easy to guess'],
    ['1qaz2wsx3edc', 'easy to guess'],
    ['ada.lovelace1', 'easy to guess'],
    ['tallytallytally', 'easy to guess'],
  ])('refuse %s', async (password, reason) => {
    expect(await passwordFault(password, KNOWN, ESTIMATOR)).toContain(reason);
  });
});
