import type { LoadedFees } from '../../rulebook/payment/loaded-tables.js';
import type { ProfileRow } from '../../rulebook/telehealth/payer-profiles.js';

/** Tables of the practice, which take precedence over the rulebook's own. */
export interface PracticeTables {
  /** Telehealth profiles of payers, by date of service. */
  readonly rows: readonly ProfileRow[];
  /** CMS's fee files as loaded; null: only the built-in amounts. */
  readonly fees: LoadedFees | null;
}

export const BUILT_IN_TABLES: PracticeTables = { rows: [], fees: null };
