/** Codes chosen by minutes alone: the last band whose minimum is reached (sections 1 and 6). */
export interface TimeBand {
  readonly code: string;
  readonly minutesMin: number;
  /** null: no upper end, more minutes still earn one unit. */
  readonly minutesMax: number | null;
}

const bands = (...codes: readonly [string, string, string]): readonly TimeBand[] => [
  { code: codes[0], minutesMin: 5, minutesMax: 10 },
  { code: codes[1], minutesMin: 11, minutesMax: 20 },
  { code: codes[2], minutesMin: 21, minutesMax: null },
];

/** Above 30 minutes a telephone service is still its last code, once (source WIMI). */
export const TELEPHONE_BANDS = bands('99441', '99442', '99443');
export const NON_EM_TELEPHONE_BANDS = bands('98966', '98967', '98968');
export const E_VISIT_BANDS = bands('99421', '99422', '99423');
export const NON_EM_E_VISIT_BANDS = bands('98970', '98971', '98972');
/** Medicare, dates of service in 2020. */
export const NON_EM_E_VISIT_2020_BANDS = bands('G2061', 'G2062', 'G2063');

export interface ConsultationCodes {
  readonly spoken: readonly TimeBand[];
  readonly written: TimeBand;
  readonly requester: TimeBand;
}

const consultation = (
  codes: readonly [string, string, string, string],
  written: string,
  requester: string,
): ConsultationCodes => ({
  spoken: [
    { code: codes[0], minutesMin: 5, minutesMax: 10 },
    { code: codes[1], minutesMin: 11, minutesMax: 20 },
    { code: codes[2], minutesMin: 21, minutesMax: 30 },
    { code: codes[3], minutesMin: 31, minutesMax: null },
  ],
  written: { code: written, minutesMin: 5, minutesMax: null },
  requester: { code: requester, minutesMin: 16, minutesMax: null },
});

export const CONSULTATIONS = consultation(['99446', '99447', '99448', '99449'], '99451', '99452');
export const BEHAVIORAL_CONSULTATIONS = consultation(['G0546', 'G0547', 'G0548', 'G0549'], 'G0550', 'G0551');

/** More than this share of the time must be consultative discussion for a spoken consultation. */
export const SPOKEN_SHARE_OVER = 0.5;

/** Brief check-ins, and the longer one that Medicare alone has. */
export const BRIEF_MINUTES = { min: 5, max: 10 } as const;
export const LONG_CHECK_IN: TimeBand = { code: 'G2252', minutesMin: 11, minutesMax: 20 };

/** Minutes that release G0071 of a health centre. */
export const HEALTH_CENTER_MINUTES_MIN = 5;

/** The last band that the whole minutes reach; undefined below the first. */
export function bandFor(table: readonly TimeBand[], minutes: number): TimeBand | undefined {
  return table.findLast((band) => minutes >= band.minutesMin);
}
