import type { LocalDate } from '../../time/local-date.js';
import { inForce, type Dated } from '../dated.js';

/** May the patient be at home, and outside rural areas? Dates of service, section 7.1. */
export interface SiteRule {
  readonly anywhere: boolean;
  readonly to: string | null;
  /** The law had lapsed on the day and was restored later, back to it. */
  readonly restoredRetroactively: boolean;
  readonly authority: string;
}

const site = (
  from: string,
  to: string | null,
  rest: { readonly anywhere: boolean; readonly authority: string; readonly restored?: boolean },
): Dated<SiteRule> => ({
  from,
  value: {
    anywhere: rest.anywhere,
    to,
    restoredRetroactively: rest.restored ?? false,
    authority: rest.authority,
  },
  source: rest.authority,
});

export const SITE_RULES: readonly Dated<SiteRule>[] = [
  site('2019-01-01', '2020-02-29', { anywhere: false, authority: '1834(m)' }),
  site('2020-03-01', '2023-05-11', { anywhere: true, authority: '1135 waiver' }),
  site('2023-05-12', '2024-12-31', { anywhere: true, authority: 'CAA 2023' }),
  site('2025-01-01', '2025-03-31', { anywhere: true, authority: 'American Relief Act 2025' }),
  site('2025-04-01', '2025-09-30', { anywhere: true, authority: 'FY25 CR' }),
  site('2025-10-01', '2025-11-12', { anywhere: true, authority: 'P.L. 119-37', restored: true }),
  site('2025-11-13', '2026-01-30', { anywhere: true, authority: 'P.L. 119-37' }),
  site('2026-01-31', '2026-02-02', { anywhere: true, authority: 'CAA 2026 6209', restored: true }),
  site('2026-02-03', '2027-12-31', { anywhere: true, authority: 'CAA 2026 6209' }),
  site('2028-01-01', null, { anywhere: false, authority: 'CAA 2026 6209' }),
];

/** Where the law before 2019 is asked for, the first rule held is the one that stood. */
export function siteRule(day: LocalDate): SiteRule {
  return (inForce(SITE_RULES, day) ?? SITE_RULES[0]!).value;
}

/** Last day of the unbroken run of rules that allow telehealth anywhere; null when the day is not in one. */
export function flexibilityEnds(day: LocalDate): string | null {
  let ends: string | null = null;
  for (const { from, value } of SITE_RULES) {
    if (value.to !== null && value.to < day) continue;
    if (from > day && ends === null) return null;
    if (!value.anywhere) return ends;
    ends = value.to;
  }
  return ends;
}

/** Services that need no originating site, from a date of service on (sections 7.1 and 7.2). */
export const SITE_EXCEPTIONS = {
  acuteStroke: { from: '2019-01-01', source: 'NGS-G0' },
  homeDialysis: { from: '2019-01-01', source: '1834(m)' },
  substanceUseDisorder: { from: '2019-07-01', source: '1834(m)' },
  behavioralHealth: { from: '2020-03-01', source: 'CMS FAQ 2026-02-04' },
} as const;

/** Behavioural health at home: a visit in person before the first and then every year (section 7.2). */
export const IN_PERSON_RULE = {
  from: '2028-01-01',
  monthsBeforeFirst: 6,
  monthsBetween: 12,
  source: 'CAA 2026 6209',
} as const;

export type AudioOnlyRule = 'none' | 'telephone codes' | 'office codes with 93';

/** What an audio-only visit is reported as (section 7.3). */
export const AUDIO_ONLY_RULES: readonly Dated<AudioOnlyRule>[] = [
  { from: '2019-01-01', value: 'none', source: '1834(m)' },
  { from: '2020-03-01', value: 'telephone codes', source: 'RVU24' },
  { from: '2025-01-01', value: 'office codes with 93', source: 'FCSO' },
];

export function audioOnlyRule(day: LocalDate): AudioOnlyRule {
  return inForce(AUDIO_ONLY_RULES, day)?.value ?? 'none';
}

/** Reasons that 42 CFR 410.78(a)(3) accepts; a preference is none. */
export const AUDIO_ONLY_REASONS: readonly string[] = [
  'patient-cannot-use-video',
  'patient-does-not-consent-to-video',
];

/** Enforcement discretion for new patients on codes for established ones, both days included. */
export const NEW_PATIENT_DISCRETION = { from: '2020-03-01', to: '2023-05-11', source: 'HBE' } as const;

/** How a telehealth line looks (section 8.3). */
export interface LineRule {
  readonly videoModifier: string | null;
  readonly phoneModifier: string | null;
  readonly audioModifier: string | null;
  /** in-person: the place where the clinician would have seen the patient. */
  readonly pos: 'in-person' | '02' | 'by-place';
  /** A clinician in a hospital and a patient at home still need 95. */
  readonly hospitalModifier: string | null;
}

export const LINE_RULES: readonly Dated<LineRule>[] = [
  {
    from: '2019-01-01',
    value: {
      videoModifier: null,
      phoneModifier: null,
      audioModifier: null,
      pos: '02',
      hospitalModifier: null,
    },
    source: 'NGS-95',
  },
  {
    from: '2020-03-01',
    value: {
      videoModifier: '95',
      phoneModifier: '95',
      audioModifier: '93',
      pos: 'in-person',
      hospitalModifier: null,
    },
    source: 'NGS-95',
  },
  {
    from: '2024-01-01',
    value: {
      videoModifier: null,
      phoneModifier: null,
      audioModifier: '93',
      pos: 'by-place',
      hospitalModifier: '95',
    },
    source: 'NGS-95 AAFP25',
  },
];

export function lineRule(day: LocalDate): LineRule {
  return (inForce(LINE_RULES, day) ?? LINE_RULES[0]!).value;
}

/** Place 02 is paid at the facility rate and said so from this date. */
export const FACILITY_RATE_FROM = '2024-01-01';
/** Modifier 93 on 99441 to 99443 was optional, and the sources differ. */
export const PHONE_93_UNCERTAIN_FROM = '2024-01-01';
/** Fixed modifiers of section 8.1. */
export const STROKE_MODIFIER = 'G0';
export const CRITICAL_ACCESS_MODIFIER = 'GT';
export const DEMONSTRATION_MODIFIER = 'GQ';
export const DEMONSTRATION_STATES: readonly string[] = ['AK', 'HI'];
export const SEPARATE_SERVICE_MODIFIER = '25';
