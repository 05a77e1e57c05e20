import type { SourceId } from '../sources.js';

/** A code, our own label for it, and the dates of service on which it exists (both included; no `to`: no known end). */
export interface CodeRow {
  readonly code: string;
  readonly label: string;
  readonly from: string;
  readonly to?: string;
  readonly source: SourceId;
  /** Dates on which Medicare pays the code, where they differ. */
  readonly medicare?: 'never' | { readonly from: string; readonly to?: string };
}

/** For a code that is older than the law in this table: it is valid on every earlier date. */
const OLDER = '1900-01-01';

interface FamilyRows {
  readonly family: string;
  readonly codes: readonly CodeRow[];
}

/** Remote monitoring and the care management beside it. The order is the order of every list that is printed. */
export const MONITORING_CODES = [
  {
    family: 'set-up',
    codes: [
      { code: '99453', label: 'RPM set-up and teaching', from: '2019-01-01', source: 'S24' },
      { code: '98975', label: 'RTM set-up and teaching', from: '2022-01-01', source: 'S24' },
    ],
  },
  {
    family: 'device supply',
    codes: [
      { code: '99454', label: 'RPM device, full period',                   from: '2019-01-01', source: 'S24' },
      { code: '99445', label: 'RPM device, short period',                  from: '2026-01-01', source: 'S5' },
      { code: '98976', label: 'RTM device, respiratory, full period',      from: '2022-01-01', source: 'S24' },
      { code: '98977', label: 'RTM device, musculoskeletal, full period',  from: '2022-01-01', source: 'S24' },
      { code: '98978', label: 'RTM device, CBT, full period',              from: '2023-01-01', source: 'S24' },
      { code: '98984', label: 'RTM device, respiratory, short period',     from: '2026-01-01', source: 'S5' },
      { code: '98985', label: 'RTM device, musculoskeletal, short period', from: '2026-01-01', source: 'S5' },
      { code: '98986', label: 'RTM device, CBT, short period',             from: '2026-01-01', source: 'S5' },
    ],
  },
  {
    family: 'treatment management',
    codes: [
      { code: '99457', label: 'RPM management, first 20 min',   from: '2019-01-01', source: 'S24' },
      { code: '99458', label: 'RPM management, further 20 min', from: '2020-01-01', source: 'S24' },
      { code: '99470', label: 'RPM management, first 10 min',   from: '2026-01-01', source: 'S5' },
      { code: '98980', label: 'RTM management, first 20 min',   from: '2022-01-01', source: 'S24' },
      { code: '98981', label: 'RTM management, further 20 min', from: '2022-01-01', source: 'S24' },
      { code: '98979', label: 'RTM management, first 10 min',   from: '2026-01-01', source: 'S5' },
    ],
  },
  {
    family: 'data review',
    codes: [
      { code: '99091', label: 'Data review by the practitioner, 30 min', from: '2018-01-01', source: 'S3' },
    ],
  },
  {
    family: 'self-measured BP',
    codes: [
      { code: '99473', label: 'SMBP teaching and calibration', from: '2020-01-01', source: 'S19' },
      { code: '99474', label: 'SMBP averages and plan',        from: '2020-01-01', source: 'S19' },
    ],
  },
  {
    family: 'facility',
    codes: [
      { code: 'G0511', label: 'FQHC/RHC general care management', from: '2024-01-01', to: '2025-09-30', source: 'S17' },
      { code: 'G0322', label: 'Home health RPM, for information', from: '2023-01-01',                   source: 'S20' },
    ],
  },
  {
    family: 'care management',
    codes: [
      { code: '99490', label: 'CCM, first 20 min',                       from: '2015-01-01', source: 'S15' },
      { code: '99439', label: 'CCM, further 20 min',                     from: '2021-01-01', source: 'S24' },
      { code: '99487', label: 'Complex CCM, first 60 min',               from: '2017-01-01', source: 'S15' },
      { code: '99489', label: 'Complex CCM, further 30 min',             from: '2017-01-01', source: 'S15' },
      { code: '99491', label: 'CCM by the practitioner, first 30 min',   from: '2019-01-01', source: 'S24' },
      { code: '99437', label: 'CCM by the practitioner, further 30 min', from: '2022-01-01', source: 'S24' },
      { code: '99424', label: 'PCM by the practitioner, first 30 min',   from: '2022-01-01', source: 'S24' },
      { code: '99425', label: 'PCM by the practitioner, further 30 min', from: '2022-01-01', source: 'S24' },
      { code: '99426', label: 'PCM by staff, first 30 min',              from: '2022-01-01', source: 'S24' },
      { code: '99427', label: 'PCM by staff, further 30 min',            from: '2022-01-01', source: 'S24' },
      { code: '99484', label: 'BHI, 20 min',                             from: '2018-01-01', source: 'K' },
      { code: '99495', label: 'TCM, visit within 14 days',               from: '2013-01-01', source: 'S15' },
      { code: '99496', label: 'TCM, visit within 7 days',                from: '2013-01-01', source: 'S15' },
      { code: 'G0556', label: 'APCM level 1',                            from: '2025-01-01', source: 'S21' },
      { code: 'G0557', label: 'APCM level 2',                            from: '2025-01-01', source: 'S21' },
      { code: 'G0558', label: 'APCM level 3',                            from: '2025-01-01', source: 'S21' },
    ],
  },
] as const satisfies readonly FamilyRows[];

/** Telehealth. `medicare` is given only where Medicare does not pay on every date on which the code exists. */
export const TELEHEALTH_CODES = [
  {
    family: 'office visit',
    codes: [
      { code: '99201', label: 'Office, new, lowest level',            from: OLDER, to: '2020-12-31', source: 'RVU21' },
      { code: '99202', label: 'Office, new, straightforward',         from: OLDER,                   source: 'RVU24' },
      { code: '99203', label: 'Office, new, low',                     from: OLDER,                   source: 'RVU24' },
      { code: '99204', label: 'Office, new, moderate',                from: OLDER,                   source: 'RVU24' },
      { code: '99205', label: 'Office, new, high',                    from: OLDER,                   source: 'RVU24' },
      { code: '99211', label: 'Office, established, clinical staff',  from: OLDER,                   source: 'AMC' },
      { code: '99212', label: 'Office, established, straightforward', from: OLDER,                   source: 'RVU24' },
      { code: '99213', label: 'Office, established, low',             from: OLDER,                   source: 'RVU24' },
      { code: '99214', label: 'Office, established, moderate',        from: OLDER,                   source: 'RVU24' },
      { code: '99215', label: 'Office, established, high',            from: OLDER,                   source: 'RVU24' },
    ],
  },
  {
    family: 'audio-video visit',
    codes: [
      { code: '98000', label: 'Audio-video, new, straightforward',         from: '2025-01-01', source: 'R26', medicare: 'never' },
      { code: '98001', label: 'Audio-video, new, low',                     from: '2025-01-01', source: 'R26', medicare: 'never' },
      { code: '98002', label: 'Audio-video, new, moderate',                from: '2025-01-01', source: 'R26', medicare: 'never' },
      { code: '98003', label: 'Audio-video, new, high',                    from: '2025-01-01', source: 'R26', medicare: 'never' },
      { code: '98004', label: 'Audio-video, established, straightforward', from: '2025-01-01', source: 'R26', medicare: 'never' },
      { code: '98005', label: 'Audio-video, established, low',             from: '2025-01-01', source: 'R26', medicare: 'never' },
      { code: '98006', label: 'Audio-video, established, moderate',        from: '2025-01-01', source: 'R26', medicare: 'never' },
      { code: '98007', label: 'Audio-video, established, high',            from: '2025-01-01', source: 'R26', medicare: 'never' },
    ],
  },
  {
    family: 'audio-only visit',
    codes: [
      { code: '98008', label: 'Audio-only, new, straightforward',         from: '2025-01-01', source: 'R26', medicare: 'never' },
      { code: '98009', label: 'Audio-only, new, low',                     from: '2025-01-01', source: 'R26', medicare: 'never' },
      { code: '98010', label: 'Audio-only, new, moderate',                from: '2025-01-01', source: 'R26', medicare: 'never' },
      { code: '98011', label: 'Audio-only, new, high',                    from: '2025-01-01', source: 'R26', medicare: 'never' },
      { code: '98012', label: 'Audio-only, established, straightforward', from: '2025-01-01', source: 'R26', medicare: 'never' },
      { code: '98013', label: 'Audio-only, established, low',             from: '2025-01-01', source: 'R26', medicare: 'never' },
      { code: '98014', label: 'Audio-only, established, moderate',        from: '2025-01-01', source: 'R26', medicare: 'never' },
      { code: '98015', label: 'Audio-only, established, high',            from: '2025-01-01', source: 'R26', medicare: 'never' },
    ],
  },
  {
    family: 'check-in',
    codes: [
      { code: '98016', label: 'Brief check-in, 5 to 10 min',                        from: '2025-01-01',                   source: 'R26' },
      { code: 'G2012', label: 'Brief check-in, 5 to 10 min',                        from: '2019-01-01', to: '2024-12-31', source: 'RVU24' },
      { code: 'G2251', label: 'Brief check-in, clinician without E/M, 5 to 10 min', from: '2021-01-01',                   source: 'RVU24' },
      { code: 'G2252', label: 'Check-in, 11 to 20 min',                             from: '2021-01-01',                   source: 'RVU24' },
    ],
  },
  {
    family: 'prolonged service',
    codes: [
      { code: '99417', label: 'Prolonged visit, CPT, each 15 min',      from: '2021-01-01', source: 'NGS-PRO', medicare: 'never' },
      { code: 'G2212', label: 'Prolonged visit, Medicare, each 15 min', from: '2021-01-01', source: 'NGS-PRO' },
    ],
  },
  {
    family: 'telephone',
    codes: [
      { code: '99441', label: 'Telephone E/M, 5 to 10 min',     from: OLDER, to: '2024-12-31', source: 'RVU24', medicare: { from: '2020-03-01', to: '2024-12-31' } },
      { code: '99442', label: 'Telephone E/M, 11 to 20 min',    from: OLDER, to: '2024-12-31', source: 'RVU24', medicare: { from: '2020-03-01', to: '2024-12-31' } },
      { code: '99443', label: 'Telephone E/M, 21 min and more', from: OLDER, to: '2024-12-31', source: 'RVU24', medicare: { from: '2020-03-01', to: '2024-12-31' } },
    ],
  },
  {
    family: 'telephone, non-E/M',
    codes: [
      { code: '98966', label: 'Telephone assessment, 5 to 10 min',     from: OLDER, source: 'R26' },
      { code: '98967', label: 'Telephone assessment, 11 to 20 min',    from: OLDER, source: 'R26' },
      { code: '98968', label: 'Telephone assessment, 21 min and more', from: OLDER, source: 'R26' },
    ],
  },
  {
    family: 'e-visit',
    codes: [
      { code: '99444', label: 'Online evaluation before 2020',      from: OLDER,        to: '2019-12-31', source: 'AAPC-CARDIO' },
      { code: '99421', label: 'E-visit, 5 to 10 min in 7 days',     from: '2020-01-01',                   source: 'AAPC-CARDIO' },
      { code: '99422', label: 'E-visit, 11 to 20 min in 7 days',    from: '2020-01-01',                   source: 'AAPC-CARDIO' },
      { code: '99423', label: 'E-visit, 21 min and more in 7 days', from: '2020-01-01',                   source: 'AAPC-CARDIO' },
    ],
  },
  {
    family: 'e-visit, non-E/M',
    codes: [
      { code: '98970', label: 'E-visit without E/M, 5 to 10 min',        from: '2020-01-01',                   source: 'RVU21', medicare: { from: '2021-01-01' } },
      { code: '98971', label: 'E-visit without E/M, 11 to 20 min',       from: '2020-01-01',                   source: 'RVU21', medicare: { from: '2021-01-01' } },
      { code: '98972', label: 'E-visit without E/M, 21 min and more',    from: '2020-01-01',                   source: 'RVU21', medicare: { from: '2021-01-01' } },
      { code: 'G2061', label: 'E-visit, Medicare 2020, 5 to 10 min',     from: '2020-01-01', to: '2020-12-31', source: 'RVU21' },
      { code: 'G2062', label: 'E-visit, Medicare 2020, 11 to 20 min',    from: '2020-01-01', to: '2020-12-31', source: 'RVU21' },
      { code: 'G2063', label: 'E-visit, Medicare 2020, 21 min and more', from: '2020-01-01', to: '2020-12-31', source: 'RVU21' },
    ],
  },
  {
    family: 'store and forward',
    codes: [
      { code: 'G2010', label: 'Image or video review',                        from: '2019-01-01', source: 'RVU24' },
      { code: 'G2250', label: 'Image or video review, clinician without E/M', from: '2021-01-01', source: 'RVU24' },
    ],
  },
  {
    family: 'interprofessional',
    codes: [
      { code: '99446', label: 'Consultation, spoken and written, 5 to 10 min',     from: OLDER,        source: 'MGMA', medicare: { from: '2019-01-01' } },
      { code: '99447', label: 'Consultation, spoken and written, 11 to 20 min',    from: OLDER,        source: 'MGMA', medicare: { from: '2019-01-01' } },
      { code: '99448', label: 'Consultation, spoken and written, 21 to 30 min',    from: OLDER,        source: 'MGMA', medicare: { from: '2019-01-01' } },
      { code: '99449', label: 'Consultation, spoken and written, 31 min and more', from: OLDER,        source: 'MGMA', medicare: { from: '2019-01-01' } },
      { code: '99451', label: 'Consultation, written report',                      from: '2019-01-01', source: 'MGMA' },
      { code: '99452', label: 'Consultation, requesting clinician',                from: '2019-01-01', source: 'MGMA' },
      { code: 'G0546', label: 'Behavioral consultation, 5 to 10 min',              from: '2025-01-01', source: 'RVU25' },
      { code: 'G0547', label: 'Behavioral consultation, 11 to 20 min',             from: '2025-01-01', source: 'RVU25' },
      { code: 'G0548', label: 'Behavioral consultation, 21 to 30 min',             from: '2025-01-01', source: 'RVU25' },
      { code: 'G0549', label: 'Behavioral consultation, 31 min and more',          from: '2025-01-01', source: 'RVU25' },
      { code: 'G0550', label: 'Behavioral consultation, written report',           from: '2025-01-01', source: 'RVU25' },
      { code: 'G0551', label: 'Behavioral consultation, requesting clinician',     from: '2025-01-01', source: 'RVU25' },
    ],
  },
  {
    family: 'health center',
    codes: [
      { code: 'G0071', label: 'FQHC/RHC virtual communication', from: '2019-01-01', to: '2025-12-31', source: 'FP' },
      { code: 'G2025', label: 'FQHC/RHC telehealth visit',      from: '2020-01-27',                   source: 'NARHC' },
    ],
  },
  {
    family: 'originating site',
    codes: [
      { code: 'Q3014', label: 'Originating site, not the distant clinician', from: OLDER, source: 'K' },
    ],
  },
] as const satisfies readonly FamilyRows[];
