import { localDate } from '../../time/local-date.js';
import { feeFor, type FeeQuestion } from './fee-schedule.js';

const ask = (code: string, day: string, rest: Partial<FeeQuestion> = {}) =>
  feeFor({
    code,
    dateOfService: localDate(day),
    placeOfService: '11',
    locality: null,
    qualifyingApm: false,
    ...rest,
  });
const cents = (...args: Parameters<typeof ask>) => ask(...args)?.unitAmountCents ?? null;

describe('feeFor', () => {
  // Section 10 of the monitoring rules, source S24.
  it.each([
    ['99453', '2024-02-01', 1965],
    ['99453', '2024-03-09', 1997],
    ['99454', '2024-03-08', 4650],
    ['99454', '2025-06-01', 4302],
    ['99454', '2026-06-01', 5211],
    ['99457', '2025-06-01', 4787],
    ['99457', '2026-06-01', 5177],
    ['99470', '2026-06-01', 2605],
    ['99458', '2020-06-01', 4222],
    ['99454', '2019-06-01', 6415],
    ['99091', '2023-06-01', 5422],
    ['G0557', '2026-06-01', 5378],
  ])('%s on %s is %i cents nationally', (code, day, expected) => {
    expect(cents(code, day)).toBe(expected);
  });

  it('takes the facility practice expense at a facility place of service', () => {
    expect(cents('99457', '2026-06-01', { placeOfService: '22' })).toBe(2639);
    expect(cents('99470', '2026-06-01', { placeOfService: '22' })).toBe(1336);
  });

  it('applies the locality of the year', () => {
    expect(cents('99457', '2025-06-01', { locality: { state: 'AL', number: '00' } })).toBe(4381);
    expect(ask('99457', '2025-06-01', { locality: { state: 'AL', number: '00' } })?.basis).toBe('locality');
  });

  it('names a national amount as such where the locality of a year is not loaded', () => {
    const fee = ask('99457', '2026-06-01', { locality: { state: 'AL', number: '00' } });
    expect(fee).toMatchObject({ unitAmountCents: 5177, basis: 'LOCALITY_NOT_LOADED' });
  });

  it('knows no amount for a contractor-priced code, and none for one before its first year', () => {
    expect(ask('98978', '2026-06-01')).toBeNull();
    expect(ask('99445', '2025-06-01')).toBeNull();
  });

  it('pays qualifying participants by their own factor', () => {
    expect(cents('99454', '2026-06-01', { qualifyingApm: true })).toBe(5237);
  });
});
