import type { PayerSpan } from '../../../facts/coverage.js';
import type { ProfileRow } from '../../../rulebook/telehealth/payer-profiles.js';
import type { LocalDate } from '../../../time/local-date.js';
import type { EncounterPayer } from './codable-encounter.js';

const MEDICARE = 'medicare';

/** Who pays on a day, and whose telehealth profile is read; null: nobody covers the day. */
export function payerOn(
  day: LocalDate,
  spans: readonly PayerSpan[],
  profiles: readonly ProfileRow[],
): EncounterPayer | null {
  const span = spans.find(({ from, to }) => (from === null || from <= day) && (to === null || day <= to));
  if (!span?.payer) return null;
  return { ...span.payer, profile: profileName(span.payer, day, profiles) };
}

/**
 * The practice's own profile of the payer if one is in force. Otherwise Medicare's for Medicare itself, and for a
 * commercial plan the rulebook's profile of the same name. Medicare Advantage and Medicaid have no default: only the
 * practice's own profile decides them (T0).
 */
function profileName(
  { payerId, payerType }: NonNullable<PayerSpan['payer']>,
  day: LocalDate,
  profiles: readonly ProfileRow[],
): string {
  if (profiles.some(({ payer, from, to }) => payer === payerId && from <= day && (to === null || day <= to)))
    return payerId;
  switch (payerType) {
    case 'medicare_ffs':
    case 'medicare_home_health':
      return MEDICARE;
    case 'medicare_advantage':
      return 'medicare-advantage';
    case 'medicaid':
      return 'medicaid';
    case 'commercial':
      return payerId === MEDICARE ? '' : payerId;
  }
}
