import type { SourceId } from '../sources.js';

/** A code that whole minutes alone select (rules T1, T6.1 to T6.5). */
export interface TimeBand {
  readonly code: string;
  readonly minutesMin: number;
  /** null: no upper limit; more minutes still earn one unit. */
  readonly minutesMax: number | null;
  readonly source: SourceId;
}

/** 99443 is still reported once above 30 minutes (source WIMI). */
export const TELEPHONE_BANDS: readonly TimeBand[] = [
  { code: '99441', minutesMin: 5, minutesMax: 10, source: 'WIMI' },
  { code: '99442', minutesMin: 11, minutesMax: 20, source: 'WIMI' },
  { code: '99443', minutesMin: 21, minutesMax: null, source: 'WIMI' },
];
export const NON_EM_TELEPHONE_BANDS: readonly TimeBand[] = [
  { code: '98966', minutesMin: 5, minutesMax: 10, source: 'R26' },
  { code: '98967', minutesMin: 11, minutesMax: 20, source: 'R26' },
  { code: '98968', minutesMin: 21, minutesMax: null, source: 'R26' },
];
export const E_VISIT_BANDS: readonly TimeBand[] = [
  { code: '99421', minutesMin: 5, minutesMax: 10, source: 'AAPC-CARDIO' },
  { code: '99422', minutesMin: 11, minutesMax: 20, source: 'AAPC-CARDIO' },
  { code: '99423', minutesMin: 21, minutesMax: null, source: 'AAPC-CARDIO' },
];
export const NON_EM_E_VISIT_BANDS: readonly TimeBand[] = [
  { code: '98970', minutesMin: 5, minutesMax: 10, source: 'RVU21' },
  { code: '98971', minutesMin: 11, minutesMax: 20, source: 'RVU21' },
  { code: '98972', minutesMin: 21, minutesMax: null, source: 'RVU21' },
];
/** Medicare, dates of service in 2020. */
export const NON_EM_E_VISIT_2020_BANDS: readonly TimeBand[] = [
  { code: 'G2061', minutesMin: 5, minutesMax: 10, source: 'RVU21' },
  { code: 'G2062', minutesMin: 11, minutesMax: 20, source: 'RVU21' },
  { code: 'G2063', minutesMin: 21, minutesMax: null, source: 'RVU21' },
];

/** Codes of one kind of interprofessional consultation (rule T6.5). */
interface ConsultationCodes {
  readonly spoken: readonly TimeBand[];
  readonly written: TimeBand;
  readonly requester: TimeBand;
}

export const CONSULTATIONS: ConsultationCodes = {
  spoken: [
    { code: '99446', minutesMin: 5, minutesMax: 10, source: 'MGMA' },
    { code: '99447', minutesMin: 11, minutesMax: 20, source: 'MGMA' },
    { code: '99448', minutesMin: 21, minutesMax: 30, source: 'MGMA' },
    { code: '99449', minutesMin: 31, minutesMax: null, source: 'MGMA' },
  ],
  written: { code: '99451', minutesMin: 5, minutesMax: null, source: 'MGMA' },
  requester: { code: '99452', minutesMin: 16, minutesMax: null, source: 'MGMA' },
};

/** The same for behavioral health clinicians who cannot bill E/M. */
export const BEHAVIORAL_CONSULTATIONS: ConsultationCodes = {
  spoken: [
    { code: 'G0546', minutesMin: 5, minutesMax: 10, source: 'RVU25' },
    { code: 'G0547', minutesMin: 11, minutesMax: 20, source: 'RVU25' },
    { code: 'G0548', minutesMin: 21, minutesMax: 30, source: 'RVU25' },
    { code: 'G0549', minutesMin: 31, minutesMax: null, source: 'RVU25' },
  ],
  written: { code: 'G0550', minutesMin: 5, minutesMax: null, source: 'RVU25' },
  requester: { code: 'G0551', minutesMin: 16, minutesMax: null, source: 'RVU25' },
};

/** A spoken consultation needs more than this share of its time in consultative discussion (rule T6.5). */
export const SPOKEN_SHARE_OVER = 0.5;

/** Minutes of a brief check-in (rule T6.4). */
export const BRIEF_MINUTES = { min: 5, max: 10 } as const;
/** The longer check-in, which only Medicare has. */
export const LONG_CHECK_IN: TimeBand = { code: 'G2252', minutesMin: 11, minutesMax: 20, source: 'RVU24' };

/** Minutes that G0071 of a health center needs (rule T6.6). */
export const HEALTH_CENTER_MINUTES_MIN = 5;

/** The band of the fewest minutes. Each table lists it first. */
export function shortestBand(table: readonly TimeBand[]): TimeBand {
  const [shortest] = table;
  if (!shortest) throw new Error('rulebook: a table of time bands is empty');
  return shortest;
}

/** The last band that the whole minutes reach; undefined below the first band. */
export function bandFor(table: readonly TimeBand[], minutes: number): TimeBand | undefined {
  return table.findLast((band) => minutes >= band.minutesMin);
}
