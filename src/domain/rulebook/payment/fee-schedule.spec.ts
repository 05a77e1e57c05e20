import { localDate } from '../../time/local-date.js';
import { feeFor, type FeeQuestion } from './fee-schedule.js';
import type { LoadedFees } from './loaded-tables.js';

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
  // docs/rules/payment.md, source S24.
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

  it('uses the facility practice expense at a facility place of service', () => {
    expect(cents('99457', '2026-06-01', { placeOfService: '22' })).toBe(2639);
    expect(cents('99470', '2026-06-01', { placeOfService: '22' })).toBe(1336);
  });

  it('applies the locality of the year', () => {
    expect(cents('99457', '2025-06-01', { locality: { state: 'AL', number: '00' } })).toBe(4381);
    expect(ask('99457', '2025-06-01', { locality: { state: 'AL', number: '00' } })?.basis).toBe('locality');
  });

  it('says that an amount is national when the locality of the year is not loaded', () => {
    const fee = ask('99457', '2026-06-01', { locality: { state: 'AL', number: '00' } });
    expect(fee).toMatchObject({ unitAmountCents: 5177, basis: 'LOCALITY_NOT_LOADED' });
  });

  it('has no amount for a contractor-priced code, or for a code before its first year', () => {
    expect(ask('98978', '2026-06-01')).toBeNull();
    expect(ask('99445', '2025-06-01')).toBeNull();
  });

  it('uses the factor of qualifying participants', () => {
    expect(cents('99454', '2026-06-01', { qualifyingApm: true })).toBe(5237);
  });
});

describe('feeFor with releases that the practice loaded', () => {
  const wisconsin = { state: 'WI', number: '00' };
  const gpci = {
    release: 'GPCI 2026',
    from: '2026-01-01',
    values: { 'WI/00': { work: 1, practice: 0.958, malpractice: 0.308 } },
  };
  const supply = (practiceNonFacility: number) => ({
    '99454': { work: 0, practiceNonFacility, practiceFacility: practiceNonFacility, malpractice: 0.01 },
  });
  const relative = (from: string, practiceNonFacility: number) => ({
    release: `RVU ${from}`,
    from,
    values: supply(practiceNonFacility),
  });
  const loaded = (more: Partial<LoadedFees>): LoadedFees => ({ relativeValues: [], gpci: [], ...more });

  // The locality example of docs/rules/payment.md.
  it.each([
    ['99457', 4958],
    ['99454', 4970],
  ])('prices %s in Wisconsin in 2026 at %i cents and names the release', (code, unitAmountCents) => {
    const fee = ask(code, '2026-06-01', { locality: wisconsin, loaded: loaded({ gpci: [gpci] }) });
    expect(fee).toMatchObject({ unitAmountCents, basis: 'locality', release: 'GPCI 2026' });
  });

  it('keeps the built-in amount for a locality or year that the file does not hold', () => {
    const tables = { loaded: loaded({ gpci: [gpci] }) };
    const elsewhere = { ...tables, locality: { state: 'AL', number: '00' } };
    expect(ask('99457', '2026-06-01', elsewhere)).toMatchObject({
      unitAmountCents: 5177,
      basis: 'LOCALITY_NOT_LOADED',
      release: null,
    });
    expect(ask('99457', '2025-06-01', elsewhere)).toMatchObject({ unitAmountCents: 4381, release: null });
    expect(ask('99457', '2026-06-01', tables)).toMatchObject({ basis: 'national', release: null });
  });

  it('prefers the latest loaded relative values of the year to the built-in ones', () => {
    const tables = loaded({ relativeValues: [relative('2026-01-01', 1), relative('2026-07-01', 2)] });
    const on = (day: string) => ask('99454', day, { loaded: tables });
    expect(on('2026-06-30')).toMatchObject({ unitAmountCents: 3373, release: 'RVU 2026-01-01' });
    expect(on('2026-07-01')).toMatchObject({ unitAmountCents: 6714, release: 'RVU 2026-07-01' });
    expect(on('2025-12-31')).toMatchObject({ unitAmountCents: 4302, release: null });
    expect(on('2027-01-01')).toBeNull();
    expect(ask('99457', '2026-07-01', { loaded: tables })).toMatchObject({
      unitAmountCents: 5177,
      release: null,
    });
  });

  it('names both files if both set the price, and has no amount if the file says zero', () => {
    const both = loaded({ relativeValues: [relative('2026-01-01', 1.55)], gpci: [gpci] });
    expect(ask('99454', '2026-06-01', { locality: wisconsin, loaded: both })).toMatchObject({
      unitAmountCents: 4970,
      release: 'RVU 2026-01-01 + GPCI 2026',
    });
    const zero = {
      ...relative('2026-01-01', 0),
      values: { '99454': { ...supply(0)['99454'], malpractice: 0 } },
    };
    expect(ask('99454', '2026-06-01', { loaded: loaded({ relativeValues: [zero] }) })).toBeNull();
  });
});
