import type { LocalDate } from '../time/local-date.js';

export type CodeFamily =
  | 'set-up'
  | 'device supply'
  | 'treatment management'
  | 'data review'
  | 'self-measured BP'
  | 'facility'
  | 'care management';

/** A billing code, with the dates of service it is valid for (both included) and our own label. */
export interface CodeEntry {
  readonly code: string;
  readonly family: CodeFamily;
  readonly label: string;
  readonly from: string;
  readonly to: string | null;
  readonly source: string;
}

/** Closing a period after this day parks: nobody has read the law that far (design section 3). */
export const VERIFIED_THROUGH = '2026-12-31';

const entry = (
  code: string,
  family: CodeFamily,
  rest: readonly [label: string, from: string, source: string, to?: string],
): CodeEntry => ({
  code,
  family,
  label: rest[0],
  from: rest[1],
  to: rest[3] ?? null,
  source: rest[2],
});

export const CODES: readonly CodeEntry[] = [
  entry('99453', 'set-up', ['RPM set-up and teaching', '2019-01-01', 'S24']),
  entry('98975', 'set-up', ['RTM set-up and teaching', '2022-01-01', 'S24']),
  entry('99454', 'device supply', ['RPM device, full period', '2019-01-01', 'S24']),
  entry('99445', 'device supply', ['RPM device, short period', '2026-01-01', 'S5']),
  entry('98976', 'device supply', ['RTM device, respiratory, full period', '2022-01-01', 'S24']),
  entry('98977', 'device supply', ['RTM device, musculoskeletal, full period', '2022-01-01', 'S24']),
  entry('98978', 'device supply', ['RTM device, CBT, full period', '2023-01-01', 'S24']),
  entry('98984', 'device supply', ['RTM device, respiratory, short period', '2026-01-01', 'S5']),
  entry('98985', 'device supply', ['RTM device, musculoskeletal, short period', '2026-01-01', 'S5']),
  entry('98986', 'device supply', ['RTM device, CBT, short period', '2026-01-01', 'S5']),
  entry('99457', 'treatment management', ['RPM management, first 20 min', '2019-01-01', 'S24']),
  entry('99458', 'treatment management', ['RPM management, further 20 min', '2020-01-01', 'S24']),
  entry('99470', 'treatment management', ['RPM management, first 10 min', '2026-01-01', 'S5']),
  entry('98980', 'treatment management', ['RTM management, first 20 min', '2022-01-01', 'S24']),
  entry('98981', 'treatment management', ['RTM management, further 20 min', '2022-01-01', 'S24']),
  entry('98979', 'treatment management', ['RTM management, first 10 min', '2026-01-01', 'S5']),
  entry('99091', 'data review', ['Data review by the practitioner, 30 min', '2018-01-01', 'S3']),
  entry('99473', 'self-measured BP', ['SMBP teaching and calibration', '2020-01-01', 'S19']),
  entry('99474', 'self-measured BP', ['SMBP averages and plan', '2020-01-01', 'S19']),
  entry('G0511', 'facility', ['FQHC/RHC general care management', '2024-01-01', 'S17', '2025-09-30']),
  entry('G0322', 'facility', ['Home health RPM, for information', '2023-01-01', 'S20']),
  entry('99490', 'care management', ['CCM, first 20 min', '2015-01-01', 'S15']),
  entry('99439', 'care management', ['CCM, further 20 min', '2021-01-01', 'S24']),
  entry('99487', 'care management', ['Complex CCM, first 60 min', '2017-01-01', 'S15']),
  entry('99489', 'care management', ['Complex CCM, further 30 min', '2017-01-01', 'S15']),
  entry('99491', 'care management', ['CCM by the practitioner, first 30 min', '2019-01-01', 'S24']),
  entry('99437', 'care management', ['CCM by the practitioner, further 30 min', '2022-01-01', 'S24']),
  entry('99424', 'care management', ['PCM by the practitioner, first 30 min', '2022-01-01', 'S24']),
  entry('99425', 'care management', ['PCM by the practitioner, further 30 min', '2022-01-01', 'S24']),
  entry('99426', 'care management', ['PCM by staff, first 30 min', '2022-01-01', 'S24']),
  entry('99427', 'care management', ['PCM by staff, further 30 min', '2022-01-01', 'S24']),
  entry('99484', 'care management', ['BHI, 20 min', '2018-01-01', 'K']),
  entry('99495', 'care management', ['TCM, visit within 14 days', '2013-01-01', 'S15']),
  entry('99496', 'care management', ['TCM, visit within 7 days', '2013-01-01', 'S15']),
  entry('G0556', 'care management', ['APCM level 1', '2025-01-01', 'S21']),
  entry('G0557', 'care management', ['APCM level 2', '2025-01-01', 'S21']),
  entry('G0558', 'care management', ['APCM level 3', '2025-01-01', 'S21']),
];

const byCode = new Map(CODES.map((each) => [each.code, each]));

/** Throws for a code that the rulebook does not hold: no logic may name one. */
export function codeEntry(code: string): CodeEntry {
  const found = byCode.get(code);
  if (!found) throw new Error(`rulebook: unknown code ${code}`);
  return found;
}

/** Is the code valid on a date of service? */
export function isEffective(code: string, dateOfService: LocalDate): boolean {
  const { from, to } = codeEntry(code);
  return dateOfService >= from && (to === null || dateOfService <= to);
}
