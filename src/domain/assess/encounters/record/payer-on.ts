import type { EncounterPayer } from './codable-encounter.js';
import type { ProfileRow } from '../../../rulebook/telehealth/payer-profiles.js';
import type { LocalDate } from '../../../time/local-date.js';
import type { CoverageInterval } from '../../../../modules/practices/coverage-spans.js';
import type { Payer } from '../../../../modules/practices/payer.js';

const MEDICARE = 'medicare';

interface PayerFrame {
  readonly payers: ReadonlyMap<string, Payer>;
  readonly rows: readonly ProfileRow[];
  readonly day: LocalDate;
}

/** Who pays for a patient on a day, and whose telehealth profile is read; null: nobody covers the day. */
export function payerOn(coverage: readonly CoverageInterval[], frame: PayerFrame): EncounterPayer | null {
  const { payers, day } = frame;
  const cover = coverage.find(({ from, to }) => (from === null || from <= day) && (to === null || day <= to));
  const payer = cover && payers.get(cover.payerId);
  return payer ? { payerId: payer.id, payerType: payer.type, profile: profileName(payer, frame) } : null;
}

/**
 * The practice's own profile of the payer; else Medicare's for Medicare itself, and the rulebook's of the same name for a
 * commercial plan. Medicare Advantage and Medicaid have none but the practice's: there is no default (section 0, step 2).
 */
function profileName({ id, type }: Payer, { rows, day }: PayerFrame): string {
  if (rows.some((row) => row.payer === id && row.from <= day && (row.to === null || day <= row.to)))
    return id;
  switch (type) {
    case 'medicare_ffs':
    case 'medicare_home_health':
      return MEDICARE;
    case 'medicare_advantage':
      return 'medicare-advantage';
    case 'medicaid':
      return 'medicaid';
    case 'commercial':
      return id === MEDICARE ? '' : id;
  }
}
