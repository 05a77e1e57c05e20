import { CODES, VERIFIED_THROUGH } from './codes.js';
import { LAW_HELD_FROM, TELEHEALTH_CODES } from './telehealth/codes.js';

/** One row of the coverage table that the README shows and `tally rulebook` prints. */
export interface CoverageRow {
  readonly code: string;
  readonly family: string;
  readonly label: string;
  /** Dates of service, both included; open end: the last date anybody has verified. */
  readonly from: string;
  readonly to: string | null;
  readonly verifiedThrough: string;
  readonly source: string;
}

/** Every code that Tally decides, in the order of the rulebook. */
export function coverageRows(): readonly CoverageRow[] {
  // Codes older than the telehealth rules are shown from the first date of these.
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
