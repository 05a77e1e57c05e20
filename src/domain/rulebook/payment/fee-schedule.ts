import type { LocalDate } from '../../time/local-date.js';
import { GPCI_CSV } from '../data/gpci.js';
import { RELATIVE_VALUES_CSV } from '../data/rvu.js';
import { inForce } from '../dated.js';
import { CONVERSION_FACTORS } from './conversion-factors.js';
import { loadedInYear, type LoadedFees } from './loaded-tables.js';

export interface FeeQuestion {
  readonly code: string;
  readonly dateOfService: LocalDate;
  readonly placeOfService: string;
  readonly locality: { readonly state: string; readonly number: string } | null;
  readonly qualifyingApm: boolean;
  /** What the practice loaded. It takes precedence over the built-in tables. */
  readonly loaded?: LoadedFees | null;
}

export interface Fee {
  /** One unit, rounded half up to the cent (docs/rules/payment.md). */
  readonly unitAmountCents: number;
  readonly conversionFactor: number;
  readonly basis: 'national' | 'locality' | 'LOCALITY_NOT_LOADED';
  readonly placeClass: 'nonfacility' | 'facility';
  /** Names of the loaded releases that priced it, joined by ` + `; null: built-in tables only. */
  readonly release: string | null;
}

/** Hundredths of a relative value unit. */
interface RelativeValue {
  readonly work: number;
  readonly practiceNonFacility: number;
  readonly practiceFacility: number;
  readonly malpractice: number;
}
/** Thousandths. */
interface Gpci {
  readonly work: number;
  readonly practice: number;
  readonly malpractice: number;
}

/** Places of service that CMS pays at the facility rate. */
const FACILITY_PLACES = new Set('02 19 21 22 23 24 26 31 34 41 42 51 52 53 56 61'.split(' '));
const NATIONAL: Gpci = { work: 1000, practice: 1000, malpractice: 1000 };

let relativeValues: Map<string, RelativeValue> | undefined;
let gpcis: Map<string, Gpci> | undefined;

/** What Medicare's fee schedule allows for one unit; null if it sets no amount for the code in that year. */
export function feeFor(question: FeeQuestion): Fee | null {
  const priced = relativeValueFor(question);
  const factor = inForce(CONVERSION_FACTORS, question.dateOfService)?.value;
  if (!priced || !factor) return null;
  const { value } = priced;
  const conversionFactor = question.qualifyingApm ? factor.qp : factor.nonQp;
  const placeClass = FACILITY_PLACES.has(question.placeOfService) ? 'facility' : 'nonfacility';
  const local = gpciFor(question);
  const gpci = local?.value ?? NATIONAL;
  const practice = placeClass === 'facility' ? value.practiceFacility : value.practiceNonFacility;
  // Whole numbers throughout: hundredths x thousandths x ten-thousandths of a dollar are exact; floats are not.
  const scaled =
    (value.work * gpci.work + practice * gpci.practice + value.malpractice * gpci.malpractice) *
    conversionFactor;
  return {
    unitAmountCents: Math.floor(scaled / 1e7 + 0.5),
    conversionFactor: conversionFactor / 10_000,
    basis: local ? 'locality' : question.locality ? 'LOCALITY_NOT_LOADED' : 'national',
    placeClass,
    release: bothReleases(priced.release, local?.release ?? null),
  };
}

function bothReleases(first: string | null, second: string | null): string | null {
  if (first === null || second === null || first === second) return first ?? second;
  return `${first} + ${second}`;
}

/** A value and the loaded release it comes from; null: built in. */
interface Sourced<T> {
  readonly value: T;
  readonly release: string | null;
}

function relativeValueFor({ code, dateOfService, loaded }: FeeQuestion): Sourced<RelativeValue> | null {
  const found = loaded ? loadedInYear(loaded.relativeValues, code, dateOfService) : null;
  if (!found) {
    const value = (relativeValues ??= readRelativeValues()).get(`${yearOf(dateOfService)}/${code}`);
    return value ? { value, release: null } : null;
  }
  const value = {
    work: hundredths(found.value.work),
    practiceNonFacility: hundredths(found.value.practiceNonFacility),
    practiceFacility: hundredths(found.value.practiceFacility),
    malpractice: hundredths(found.value.malpractice),
  };
  // A loaded zero is what CMS now says: the contractor prices the code, or Medicare does not pay it.
  return isPriced(value) ? { value, release: found.release } : null;
}

function gpciFor({ locality, dateOfService, loaded }: FeeQuestion): Sourced<Gpci> | null {
  if (!locality) return null;
  const key = `${locality.state}/${locality.number}`;
  const found = loaded ? loadedInYear(loaded.gpci, key, dateOfService) : null;
  if (!found) {
    const value = (gpcis ??= readGpcis()).get(`${yearOf(dateOfService)}/${key}`);
    return value ? { value, release: null } : null;
  }
  const value = {
    work: thousandths(found.value.work),
    practice: thousandths(found.value.practice),
    malpractice: thousandths(found.value.malpractice),
  };
  return { value, release: found.release };
}

function readRelativeValues(): Map<string, RelativeValue> {
  const values = new Map<string, RelativeValue>();
  for (const cells of rows(RELATIVE_VALUES_CSV)) {
    const [year = '', code = '', , work, practiceNonFacility, practiceFacility, malpractice] = cells;
    const value = {
      work: hundredths(work),
      practiceNonFacility: hundredths(practiceNonFacility),
      practiceFacility: hundredths(practiceFacility),
      malpractice: hundredths(malpractice),
    };
    if (isPriced(value)) values.set(`${year}/${code}`, value);
  }
  return values;
}

function readGpcis(): Map<string, Gpci> {
  const found = new Map<string, Gpci>();
  for (const cells of rows(GPCI_CSV)) {
    // A locality's name may contain commas, so count the indices from the end.
    const [year = '', state = '', number = ''] = cells;
    const [work, practice, malpractice] = cells.slice(-4, -1);
    found.set(`${year}/${state}/${number}`, {
      work: thousandths(work),
      practice: thousandths(practice),
      malpractice: thousandths(malpractice),
    });
  }
  return found;
}

function rows(csv: string): string[][] {
  return csv
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
}

function isPriced({ work, practiceNonFacility, malpractice }: RelativeValue): boolean {
  return work + practiceNonFacility + malpractice > 0;
}

const yearOf = (day: LocalDate): string => day.slice(0, 4);
const hundredths = (value: string | number = 0): number => Math.round(Number(value) * 100);
const thousandths = (value: string | number = 0): number => Math.round(Number(value) * 1000);
