import type { LocalDate } from '../../time/local-date.js';
import { inForce, type Dated } from '../dated.js';

/** Origins of readings that count (rule R5): a value that a person typed proves no transmission. */
const QUALIFYING_ORIGINS: Readonly<Record<'RPM' | 'RTM' | 'SMBP', readonly Dated<readonly string[]>[]>> = {
  RPM: [{ from: '1900-01-01', value: ['device_auto'], source: 'S8' }],
  RTM: [{ from: '1900-01-01', value: ['device_auto', 'self_report_app'], source: 'S18' }],
  SMBP: [
    {
      from: '1900-01-01',
      value: ['device_auto', 'manual_entry', 'patient_reported', 'self_report_app'],
      source: 'S19',
    },
  ],
};

export function isQualifyingOrigin(
  program: keyof typeof QUALIFYING_ORIGINS,
  origin: string,
  day: LocalDate,
): boolean {
  return inForce(QUALIFYING_ORIGINS[program], day)?.value.includes(origin) ?? false;
}
