import type { LoadedFees } from '../../rulebook/payment/loaded-tables.js';
import type { ProfileRow } from '../../rulebook/telehealth/payer-profiles.js';

/** What a practice has put before the rulebook's own tables. */
export interface PracticeTables {
  /** Telehealth profiles of payers, by date of service. */
  readonly rows: readonly ProfileRow[];
  /** CMS's fee files as loaded; null: the built-in amounts alone. */
  readonly fees: LoadedFees | null;
}

export const BUILT_IN_TABLES: PracticeTables = { rows: [], fees: null };
