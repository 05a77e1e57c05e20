import { encounter, type EncounterChange } from '../../../../test/support/encounter.js';
import type { PatientLocation } from '../../facts/encounter.js';
import { localDate } from '../../time/local-date.js';
import { assessEncounter } from './assess-encounter.js';

const on = (day: string) => ({ dateOfService: localDate(day) });
const medicare = (day = '2026-06-10') => ({ payer: 'medicare', ...on(day) });
const plan = (payer: string, day = '2026-06-10') => ({ payer, ...on(day) });
const call = (minutes: number) => ({ modality: 'audio-only', minutes, discussionMinutes: minutes }) as const;
const brief = (minutes: number) => ({ ...call(minutes), briefCheckIn: true });
const noVideo = { audioOnlyReason: 'patient-cannot-use-video', clinicianVideoCapable: true };
const at = (setting: string, change: Partial<PatientLocation> = {}) => ({
  patientLocation: { setting, state: 'TX', country: 'US', rural: null, ...change },
});
const eVisit = (minutes: number) =>
  ({ modality: 'online-digital', minutes, cumulativeMinutes: minutes }) as const;
const images = { modality: 'store-and-forward', replyBusinessHours: 6 } as const;
const consult = (minutes: number, consultation: EncounterChange['consultation'] = {}): EncounterChange => ({
  ...medicare(),
  modality: 'interprofessional',
  minutes,
  patientLocation: null,
  consultation: {
    role: 'consultant',
    report: 'verbal-and-written',
    discussionShare: 0.8,
    requestDocumented: true,
    ...consultation,
  },
});
const staff = (change: EncounterChange['coverage'] = {}): EncounterChange => ({
  ...medicare(),
  providerType: 'clinical-staff',
  coverage: change,
});
const nonEm = { providerType: 'qnhp-non-em' } as const;
const fqhc = { billingEntity: 'fqhc' } as const;
const yearly = { coverage: { billableVisitWithinYear: true } };

/** Lines as `code[xUnits][-modifier][@pos]`, or the words of a refusal. */
const outcome = (change: EncounterChange): string => {
  const { codes, refusals } = assessEncounter(encounter(change));
  if (codes.length === 0) return refusals.map(({ word }) => word).join('; ');
  return codes
    .map(({ code, units, modifiers, pos }) =>
      [code, units === 1 ? '' : `x${units}`, ...modifiers.map((one) => `-${one}`), `@${pos ?? 'none'}`].join(
        '',
      ),
    )
    .join(' ');
};
const warned = (change: EncounterChange): string[] =>
  assessEncounter(encounter(change)).warnings.map(({ word, detail }) => word ?? detail);

describe('telehealth rules, by id', () => {
  it.each<[string, EncounterChange, string]>([
    [
      'T2.1 call of exactly ten minutes, new patient',
      { ...call(10), patientStatus: 'new', mdm: 'high' },
      'ESTABLISHED_ONLY; BELOW_MINIMUM_TIME',
    ],
    [
      'T2.1 call of eleven minutes, new patient',
      { ...call(11), patientStatus: 'new', mdm: 'high' },
      '98011@10',
    ],
    ['T2.1 call under five minutes', call(4), 'BELOW_MINIMUM_TIME'],
    [
      'T2.1 a short call meets every condition of its code',
      { ...call(8), initiatedBy: 'clinician' },
      'NOT_PATIENT_INITIATED',
    ],
    ['T2.1 a short video visit is not a check-in', { minutes: 8 }, 'BELOW_MINIMUM_TIME'],
    ['T2.1 … unless it is stated as one', { minutes: 8, briefCheckIn: true }, '98016@11'],
    ['T2.1 no level without a request before 2021', { ...medicare('2020-06-10') }, 'MISSING_REQUESTED_CODE'],
    ['T2.3 prolonged: one minute short', { minutes: 54 }, '98007@10'],
    ['T2.3 MDM never earns prolonged time', { minutes: 39, mdm: 'high' }, '98007@10'],
    ['T2.3 time is the basis on a tie', { minutes: 55, mdm: 'high' }, '98007@10 99417@10'],
    ['T2.3 Medicare, 88 minutes, new', { ...medicare(), minutes: 88, patientStatus: 'new' }, '99205@10'],
    [
      'T3 subspecialty counts in CPT',
      {
        patientStatus: null,
        minutes: 15,
        lastProfessionalService: {
          date: localDate('2025-01-10'),
          sameSpecialty: true,
          sameSubspecialty: false,
          faceToFace: null,
        },
      },
      '98000@10',
    ],
    [
      'T3 reading a test is not a service',
      {
        patientStatus: null,
        minutes: 15,
        lastProfessionalService: {
          date: localDate('2025-01-10'),
          sameSpecialty: true,
          sameSubspecialty: true,
          faceToFace: false,
        },
      },
      '98000@10',
    ],
    [
      'T5 the soonest slot may be two days away',
      { ...brief(8), surroundings: { leadsToVisitWithin24hOrSoonest: true, hoursToVisit: 48 } },
      'LEADS_TO_VISIT_24H',
    ],
    [
      'T5 after an operation',
      { ...brief(8), surroundings: { postoperativePeriodRelated: true } },
      'POSTOPERATIVE',
    ],
    [
      'T5 everything at once',
      {
        ...brief(3),
        patientStatus: 'new',
        initiatedBy: 'clinician',
        surroundings: { relatedEmWithin7Days: true, postoperativePeriodRelated: true },
        documentation: { consent: null },
      },
      'MISSING_CONSENT; ESTABLISHED_ONLY; BELOW_MINIMUM_TIME; NOT_PATIENT_INITIATED; RELATED_EM_WITHIN_7_DAYS; POSTOPERATIVE',
    ],
    [
      'T5 another specialty reports its own',
      {
        minutes: 15,
        surroundings: {
          sameDayServices: [
            {
              type: 'audio-video',
              minutes: 20,
              overlapMinutes: 0,
              sameClinicianGroupSpecialty: false,
              mdm: null,
            },
          ],
        },
      },
      '98004@10',
    ],
    ['T5 check-in over ten minutes, CPT', brief(11), '98012@10'],
    ['T5 check-in of 15 minutes, Medicare', { ...medicare(), ...brief(15) }, 'G2252@11'],
    [
      'T6.1 an e-visit inside a visit',
      {
        ...eVisit(12),
        surroundings: { visitWithinWindow: { modality: 'in-person-office', minutes: 20, mdm: 'moderate' } },
      },
      '99214@11',
    ],
    ['T6.1 e-visit under five minutes', eVisit(4), 'BELOW_MINIMUM_TIME'],
    ['T6.1 e-visit in 2019', { ...eVisit(12), ...medicare('2019-06-10') }, 'CODE_NOT_VALID_ON_DOS'],
    ['T6.2 Medicare 2020, no E/M', { ...eVisit(12), ...nonEm, ...medicare('2020-06-10') }, 'G2062@11'],
    [
      'T6.2 a plan in 2020, no E/M',
      { ...eVisit(12), ...nonEm, ...plan('commercial-legacy', '2020-06-10') },
      '98971@11',
    ],
    ['T6.3 images', { ...images, ...medicare() }, 'G2010@11'],
    ['T6.3 images, no E/M', { ...images, ...nonEm, ...medicare() }, 'G2250@11'],
    [
      'T6.3 images, no E/M, 2020',
      { ...images, ...nonEm, ...medicare('2020-06-10') },
      'CODE_NOT_VALID_ON_DOS',
    ],
    ['T6.4 check-in, no E/M', { ...medicare(), ...brief(7), ...nonEm }, 'G2251@11'],
    ['T6.4 check-in of 2024', { ...medicare('2024-06-10'), ...brief(7) }, 'G2012@11'],
    ['T1 telephone assessment, no E/M', { ...medicare(), ...call(15), ...nonEm }, '98967@11'],
    ['T6.5 spoken, 31 minutes', consult(31), '99449@none'],
    ['T6.5 half is not more than half', consult(31, { discussionShare: 0.5 }), '99451@none'],
    [
      'T6.5 seen two weeks ago',
      consult(31, { consultantSawPatientDaysAgo: 14 }),
      'RELATED_EM_WITHIN_14_DAYS',
    ],
    [
      'T6.5 seen fifteen days ago, last consult a week ago',
      consult(31, { consultantSawPatientDaysAgo: 15, priorInterprofessionalDaysAgo: 7 }),
      '99449@none',
    ],
    [
      'T6.5 requester, 13 days after the last',
      consult(20, { role: 'requester', priorInterprofessionalDaysAgo: 13 }),
      'FREQUENCY',
    ],
    ['T6.5 behavioral health', { ...consult(8), providerType: 'behavioral-health-non-em' }, 'G0546@none'],
    [
      'T6.5 behavioral health before 2025',
      { ...consult(8), ...on('2024-06-10'), providerType: 'behavioral-health-non-em' },
      'CODE_NOT_VALID_ON_DOS',
    ],
    [
      'T6.5 no request, no consent',
      { ...consult(8, { requestDocumented: null }), documentation: { consent: null } },
      'MISSING_CONSENT; MISSING_CONSULT_REQUEST',
    ],
    [
      'T6.6 health center, e-visit in the emergency',
      { ...eVisit(12), ...medicare('2022-06-10'), ...fqhc, ...yearly },
      'G0071@none',
    ],
    [
      'T6.6 health center, e-visit of 2024',
      { ...eVisit(12), ...medicare('2024-06-10'), ...fqhc, ...yearly },
      'PROVIDER_NOT_ELIGIBLE',
    ],
    [
      'T6.6 health center, check-in of 2026',
      { ...brief(7), ...medicare(), ...fqhc, ...yearly },
      '98016@none',
    ],
    ['T10 health center, visit', { ...medicare(), ...fqhc }, 'G2025@none'],
    [
      'T10 health center, visit before its code',
      { ...medicare('2019-06-10'), ...fqhc, ...at('clinic', { rural: true }) },
      'CODE_NOT_VALID_ON_DOS',
    ],
    [
      'T7.1 rural clinic, 2019',
      { ...medicare('2019-06-10'), ...at('clinic', { rural: true }), requestedCode: '99213' },
      '99213@02',
    ],
    ['T7.1 first day of the waiver', { ...medicare('2020-03-01'), requestedCode: '99213' }, '99213-95@11'],
    ['T7.1 the day before it', { ...medicare('2020-02-29'), requestedCode: '99213' }, 'ORIGINATING_SITE'],
    ['T7.1 home again refused in 2028', medicare('2028-01-01'), 'ORIGINATING_SITE'],
    [
      'T7.2 no visit in person',
      {
        ...medicare('2028-01-03'),
        coverage: {
          behavioralHealth: true,
          firstTelehealthVisit: true,
          lastInPersonVisit: localDate('2027-07-02'),
        },
      },
      'IN_PERSON_REQUIREMENT',
    ],
    [
      'T7.2 six months to the day',
      {
        ...medicare('2028-01-03'),
        coverage: {
          behavioralHealth: true,
          firstTelehealthVisit: true,
          lastInPersonVisit: localDate('2027-07-03'),
        },
      },
      '99213@10',
    ],
    [
      'T7.3 patient in a clinic',
      { ...medicare(), ...call(20), ...noVideo, ...at('clinic') },
      'AUDIO_ONLY_NOT_ELIGIBLE',
    ],
    [
      'T7.3 a preference',
      { ...medicare(), ...call(20), ...noVideo, audioOnlyReason: 'patient-prefers-telephone' },
      'AUDIO_ONLY_NOT_ELIGIBLE',
    ],
    [
      'T7.3 no reason',
      { ...medicare(), ...call(20), clinicianVideoCapable: true },
      'MISSING_AUDIO_ONLY_REASON',
    ],
    [
      'T7.3 telephone, new patient after the emergency',
      { ...medicare('2023-05-12'), ...call(15), patientStatus: 'new' },
      'ESTABLISHED_ONLY',
    ],
    ['T7.3 telephone, too short', { ...medicare('2024-06-10'), ...call(8) }, '99441@10'],
    ['T8.1 stroke', { ...medicare(), ...at('hospital'), coverage: { acuteStroke: true } }, '99213-G0@02'],
    ['T8.1 supervised staff', staff({ incidentTo: true, virtualDirectSupervision: true }), '99211@10'],
    [
      'T8.1 unsupervised staff',
      staff({ incidentTo: true, virtualDirectSupervision: false }),
      'PROVIDER_NOT_ELIGIBLE',
    ],
    [
      'T8.1 a procedure of the day',
      {
        surroundings: {
          sameDayServices: [
            {
              type: 'procedure',
              minutes: 10,
              overlapMinutes: 0,
              sameClinicianGroupSpecialty: true,
              mdm: null,
            },
          ],
        },
      },
      '98005-25@10',
    ],
    ['T8.2 a car is home', { ...medicare(), ...at('vehicle') }, '99213@10'],
    ['T8.3 facility in 2022', { ...medicare('2022-06-10'), ...at('clinic') }, '99213-95@11'],
    ['T9 Aetna by video', plan('aetna-commercial'), '99213-GT@10'],
    ['T9 UHC by telephone', { ...plan('uhc-commercial'), ...call(20) }, 'AUDIO_ONLY_NOT_ELIGIBLE'],
    [
      'T9 UHC by telephone, the last day that it was paid',
      { ...plan('uhc-commercial', '2023-05-01'), ...call(20) },
      '99213-93@10',
    ],
    ['T9 Cigna', plan('cigna-commercial'), '99213-95@02'],
    ['T9 Michigan the day before', plan('bcbs-michigan', '2025-06-30'), '99213-95@10'],
    ['T9 a CPT 2025 plan in 2024', plan('commercial-cpt2025', '2024-12-31'), '99213-95@10'],
    ['T14 a compact is not a license', at('home', { state: 'OK' }), 'NOT_LICENSED'],
    ['T12 abroad', { ...at('hotel', { state: null, country: 'MX' }) }, 'OUTSIDE_US'],
    ['T4 minutes are never rounded up', { minutes: 19.9 }, '98004@10'],
    [
      'T5 no minute of the day counts twice',
      {
        minutes: 15,
        surroundings: {
          sameDayServices: [
            {
              type: 'audio-video',
              minutes: 20,
              overlapMinutes: 6,
              sameClinicianGroupSpecialty: true,
              mdm: null,
            },
          ],
        },
      },
      '98005@10',
    ],
    [
      'T12 a territory',
      { ...at('home', { state: null, country: 'PR' }), clinicianAuthorizedStates: ['PR'] },
      '98005@10',
    ],
    [
      'T12 unchecked is not inactive',
      { documentation: { eligibilityVerified: false, eligibilityResult: 'inactive' } },
      'MISSING_ELIGIBILITY_CHECK',
    ],
    [
      'T9 Medicaid has no default',
      { payer: 'medicaid', documentation: { consent: false } },
      'MISSING_CONSENT; PAYER_PROFILE_MISSING',
    ],
  ])('%s', (_name, change, expected) => {
    expect(outcome(change)).toBe(expected);
  });

  it.each<[string, EncounterChange]>([
    ['AUDIO_DISCUSSION_NOT_OVER_10', { ...call(40), discussionMinutes: 9 }],
    [
      'THREE_YEAR_BOUNDARY_REVIEW',
      {
        patientStatus: null,
        lastProfessionalService: {
          date: localDate('2022-06-10'),
          sameSpecialty: true,
          sameSubspecialty: true,
          faceToFace: true,
        },
      },
    ],
    [
      'MODALITY_MAJORITY_VIDEO',
      { modality: 'mixed', modalityMinutes: { 'audio-video': 20, 'audio-only': 6 } },
    ],
    [
      'E_VISIT_MINUTES_ADDITIVE_UNCERTAIN',
      {
        ...eVisit(12),
        surroundings: { visitWithinWindow: { modality: 'audio-video', minutes: 20, mdm: null } },
      },
    ],
    ['INCIDENT_TO_REVIEW', staff({ incidentTo: true })],
    ['ALTERNATIVE:99212', { ...medicare(), ...brief(15) }],
    ['POS_CORRECTED', { ...medicare(), requestedPos: '11' }],
    ['REQUESTED_CODE_REPLACED', { requestedCode: '98006' }],
    ['CODE_NOT_VALID_ON_DOS', { ...plan('commercial-cpt2025', '2024-06-10'), requestedCode: '98005' }],
    ['PAYER_DOES_NOT_RECOGNIZE', { ...plan('commercial-legacy'), requestedCode: '98005' }],
    ['PLAN_POS_OVERRIDE', plan('cigna-commercial')],
    ['CODE_MUST_BE_ON_R31_LIST', plan('cigna-commercial')],
    ['CONFIRM_PLAN_AUDIO_ONLY_LIST', { ...plan('commercial-legacy'), ...call(20) }],
    ['FLEXIBILITY_EXPIRES_2027-12-31', medicare('2027-12-01')],
    ['CY2027_RULE_NOT_LOADED', plan('commercial-legacy', '2027-01-01')],
  ])('warns %s', (word, change) => {
    expect(warned(change)).toContain(word);
  });

  it.each<[string, EncounterChange, string | null]>([
    ['a short video visit', { minutes: 8 }, '98016'],
    ['… of 2024', { ...medicare('2024-06-10'), minutes: 8 }, 'G2012'],
    ['… by a clinician without E/M', { ...nonEm, minutes: 8 }, 'G2251'],
    ['… of a health center in 2024', { ...medicare('2024-06-10'), ...fqhc, ...yearly, minutes: 8 }, 'G0071'],
    ['… of a new patient', { minutes: 8, patientStatus: 'new' }, null],
    ['a video visit above ten minutes', { minutes: 14, patientStatus: 'new' }, null],
    ['a Medicare call without its reason', { ...medicare(), ...call(15) }, 'G2252'],
    ['… above twenty minutes', { ...medicare(), ...call(21) }, null],
    ['a call that the plan does not pay', { ...plan('aetna-commercial'), ...call(15) }, null],
    [
      'a place that Medicare did not cover',
      { ...medicare('2019-06-10'), minutes: 8, requestedCode: '99213' },
      'G2012',
    ],
    [
      'a video check-in that the clinician started',
      { minutes: 8, briefCheckIn: true, mdm: 'low', initiatedBy: 'clinician' },
      '98005',
    ],
    ['a long check-in without E/M', { ...medicare(), ...nonEm, ...brief(15) }, '98967'],
    [
      'the long check-in after a related visit',
      { ...medicare(), ...noVideo, ...brief(15), surroundings: { relatedEmWithin7Days: true } },
      '99212',
    ],
    [
      'a demonstration without minutes',
      {
        ...medicare(),
        ...images,
        ...at('clinic', { state: 'AK' }),
        clinicianAuthorizedStates: ['AK'],
        minutes: null,
        coverage: { federalDemonstration: true },
      },
      'G2010',
    ],
    ['a record without consent', { minutes: 8, documentation: { consent: null } }, null],
    ['images answered late', { ...images, replyBusinessHours: 30 }, null],
  ])('refuses %s with the nearest alternative', (_name, change, code) => {
    const found = assessEncounter(encounter(change));
    expect(found.codes).toEqual([]);
    expect(found.alternative?.code ?? null).toBe(code);
    expect(found.warnings.filter(({ word }) => word?.startsWith('ALTERNATIVE'))).toHaveLength(code ? 1 : 0);
  });

  it('says of a check-in that the same record would also be a visit, if it would', () => {
    const video = assessEncounter(encounter({ minutes: 8, briefCheckIn: true, mdm: 'low' }));
    expect(video.codes[0]?.code).toBe('98016');
    expect(video.alternative).toMatchObject({ code: '98005', units: 1, pos: '10' });
    expect(assessEncounter(encounter({ ...medicare(), ...brief(15) })).alternative).toBeNull();
    expect(assessEncounter(encounter({ ...medicare(), ...noVideo, ...brief(15) })).alternative?.code).toBe(
      '99212',
    );
    expect(assessEncounter(encounter()).alternative).toBeNull();
  });

  it('gives no warning that does not apply', () => {
    expect(warned({})).toEqual([]);
    expect(warned(medicare('2027-11-30'))).toEqual(['CY2027_RULE_NOT_LOADED']);
    expect(warned({ ...call(20), ...plan('horizon-bcbsnj') })).toEqual([]);
  });

  it.each<[string, EncounterChange, number | null]>([
    ['facility, 2026', { ...medicare(), minutes: 30, ...at('clinic') }, 8450],
    ['qualifying APM', { ...medicare(), minutes: 30, qualifyingApm: true }, 13628],
    ['prolonged, two units', { ...medicare(), minutes: 84 }, 19239 + 2 * 3407],
    [
      'Alabama, facility, 2025',
      { ...medicare('2025-06-10'), ...at('clinic'), locality: { state: 'AL', number: '00' } },
      5993,
    ],
    ['health center, 2024', { ...medicare('2024-06-10'), ...fqhc }, 9687],
    ['health center, 2026', { ...medicare(), ...fqhc }, 9753],
    ['before the factor of March 2024', { ...medicare('2024-03-08') }, 8939],
    ['a year without rules', medicare('2027-06-10'), null],
  ])('prices: %s', (_name, change, cents) => {
    expect(assessEncounter(encounter(change)).payment?.amountCents ?? null).toBe(cents);
  });
});
