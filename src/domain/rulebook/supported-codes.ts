import { CODES, VERIFIED_THROUGH } from './codes.js';
import { LAW_HELD_FROM, TELEHEALTH_CODES } from './telehealth/codes.js';

/** One row of the table that `tally rulebook` prints and docs/supported-codes.md holds. */
export interface SupportedCode {
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

/** Every code that Tally decides, in the order of the rulebook. */
export function supportedCodes(): readonly SupportedCode[] {
  // A code older than the telehealth rules is shown from the first day these rules cover.
  const telehealth = TELEHEALTH_CODES.map((each) => ({
    ...each,
    from: each.from < LAW_HELD_FROM ? LAW_HELD_FROM : each.from,
  }));
  return [...CODES, ...telehealth].map(({ code, family, label, from, to, source }) => ({
    code,
    family,
    label,
    from,
    to,
    verifiedThrough: to ?? VERIFIED_THROUGH,
    source,
  }));
}
