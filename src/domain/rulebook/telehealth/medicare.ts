import type { LocalDate } from '../../time/local-date.js';
import { inForce, type Dated } from '../dated.js';
import type { SourceId } from '../sources.js';

/** May the patient be at home, and outside rural areas (rule T7.1)? Dates of service, both days included. */
interface SiteRule {
  readonly from: string;
  readonly to: string | null;
  readonly anywhere: boolean;
  /** The law had lapsed on these days and was later restored back to them. */
  readonly restoredRetroactively: boolean;
  readonly authority: SourceId;
}

const site = (
  rule: Pick<SiteRule, 'from' | 'to' | 'anywhere' | 'authority'> & { readonly restored?: true },
): SiteRule => ({
  from: rule.from,
  to: rule.to,
  anywhere: rule.anywhere,
  restoredRetroactively: rule.restored ?? false,
  authority: rule.authority,
});

const SITE_RULES: readonly SiteRule[] = [
  site({ from: '2019-01-01', to: '2020-02-29', anywhere: false, authority: '1834(m)' }),
  site({ from: '2020-03-01', to: '2023-05-11', anywhere: true, authority: '1135 waiver' }),
  site({ from: '2023-05-12', to: '2024-12-31', anywhere: true, authority: 'CAA 2023' }),
  site({ from: '2025-01-01', to: '2025-03-31', anywhere: true, authority: 'American Relief Act 2025' }),
  site({ from: '2025-04-01', to: '2025-09-30', anywhere: true, authority: 'FY25 CR' }),
  site({ from: '2025-10-01', to: '2025-11-12', anywhere: true, authority: 'P.L. 119-37', restored: true }),
  site({ from: '2025-11-13', to: '2026-01-30', anywhere: true, authority: 'P.L. 119-37' }),
  site({ from: '2026-01-31', to: '2026-02-02', anywhere: true, authority: 'CAA 2026 6209', restored: true }),
  site({ from: '2026-02-03', to: '2027-12-31', anywhere: true, authority: 'CAA 2026 6209' }),
  site({ from: '2028-01-01', to: null, anywhere: false, authority: 'CAA 2026 6209' }),
];

/** A date before 2019 gets the first rule in the table. */
export function siteRule(day: LocalDate): SiteRule {
  return SITE_RULES.findLast(({ from }) => from <= day) ?? SITE_RULES[0]!;
}

/** The last day of the unbroken run of rules that allow telehealth anywhere; null if the day is not in such a run. */
export function flexibilityEnds(day: LocalDate): string | null {
  let ends: string | null = null;
  for (const { from, to, anywhere } of SITE_RULES) {
    if (to !== null && to < day) continue;
    if (from > day && ends === null) return null;
    if (!anywhere) return ends;
    ends = to;
  }
  return ends;
}

/** Services that need no originating site, from a date of service on (rules T7.1 and T7.2). */
export const SITE_EXCEPTIONS = {
  acuteStroke: { from: '2019-01-01', source: 'NGS-G0' },
  homeDialysis: { from: '2019-01-01', source: '1834(m)' },
  substanceUseDisorder: { from: '2019-07-01', source: '1834(m)' },
  behavioralHealth: { from: '2020-03-01', source: 'CMS FAQ 2026-02-04' },
} as const;

/** Behavioral health at home needs an in-person visit before the first telehealth visit and then every year (rule T7.2). */
export const IN_PERSON_RULE = {
  from: '2028-01-01',
  monthsBeforeFirst: 6,
  monthsBetween: 12,
  source: 'CAA 2026 6209',
} as const;

type AudioOnlyRule = 'none' | 'telephone codes' | 'office codes with 93';

/** How an audio-only visit is reported (rule T7.3). */
const AUDIO_ONLY_RULES: readonly Dated<AudioOnlyRule>[] = [
  { from: '2019-01-01', value: 'none', source: '1834(m)' },
  { from: '2020-03-01', value: 'telephone codes', source: 'RVU24' },
  { from: '2025-01-01', value: 'office codes with 93', source: 'FCSO' },
];

export function audioOnlyRule(day: LocalDate): AudioOnlyRule {
  return inForce(AUDIO_ONLY_RULES, day)?.value ?? 'none';
}

/** The reasons that 42 CFR 410.78(a)(3) accepts. A preference is not one of them. */
export const AUDIO_ONLY_REASONS: readonly string[] = [
  'patient-cannot-use-video',
  'patient-does-not-consent-to-video',
];

/** Medicare did not enforce the established-patient requirement of codes on these days, both included (rule T3). */
export const NEW_PATIENT_DISCRETION = { from: '2020-03-01', to: '2023-05-11', source: 'HBE' } as const;

/** Modifiers and place of service of a telehealth line (rule T8.3). */
interface LineRule {
  readonly videoModifier: string | null;
  readonly phoneModifier: string | null;
  readonly audioModifier: string | null;
  /** `in-person`: the place where the clinician would have seen the patient. */
  readonly pos: 'in-person' | '02' | 'by-place';
  /** For a clinician in a hospital and a patient at home. */
  readonly hospitalModifier: string | null;
}

const LINE_RULES: readonly Dated<LineRule>[] = [
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
    source: ['NGS-95', 'AAFP25'],
  },
];

export function lineRule(day: LocalDate): LineRule {
  return (inForce(LINE_RULES, day) ?? LINE_RULES[0]!).value;
}

/** From this date place of service 02 is paid at the facility rate, and a warning says so. */
export const FACILITY_RATE_FROM = '2024-01-01';
/** From this date modifier 93 on 99441 to 99443 was optional; the sources disagree. */
export const PHONE_93_UNCERTAIN_FROM = '2024-01-01';
/** Fixed modifiers (rule T8.1). */
export const STROKE_MODIFIER = 'G0';
export const CRITICAL_ACCESS_MODIFIER = 'GT';
export const DEMONSTRATION_MODIFIER = 'GQ';
export const DEMONSTRATION_STATES: readonly string[] = ['AK', 'HI'];
export const SEPARATE_SERVICE_MODIFIER = '25';
