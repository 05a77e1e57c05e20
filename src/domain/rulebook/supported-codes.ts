import { CODES, FIRST_YEAR_LOADED, telehealthCode, VERIFIED_THROUGH } from './codes.js';

/** One row of the table that `tally rulebook` prints and docs/supported-codes.md holds. */
interface SupportedCode {
  readonly code: string;
  readonly family: string;
  readonly label: string;
  /** Dates of service, both days included; null: no end is known. */
  readonly from: string;
  readonly to: string | null;
  /** The last date of service for which the law was read. */
  readonly verifiedThrough: string;
  readonly source: string;
}

/** First date of service of the telehealth rules. An older code is shown from here on. */
const TELEHEALTH_FROM = `${FIRST_YEAR_LOADED}-01-01`;

/** Every code that Tally decides, in the order of the rulebook. */
export function supportedCodes(): readonly SupportedCode[] {
  return CODES.map(({ code, family, label, from, to, source }) => ({
    code,
    family,
    label,
    from: telehealthCode(code) && from < TELEHEALTH_FROM ? TELEHEALTH_FROM : from,
    to,
    verifiedThrough: to ?? VERIFIED_THROUGH,
    source,
  }));
}
