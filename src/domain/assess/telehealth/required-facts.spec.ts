import fc from 'fast-check';
import { encounter, type EncounterChange } from '../../../../test/support/encounter.js';
import type { EncounterFacts } from '../../facts/encounter.js';
import {
  REQUIRED_FACTS,
  WORD_OF_FACT,
  type RequiredFact,
  type ServiceKind,
} from '../../rulebook/telehealth/required-facts.js';
import { localDate } from '../../time/local-date.js';
import { assessEncounter } from './assess-encounter.js';

const without = (facts: EncounterFacts, fact: RequiredFact): EncounterFacts => {
  const { documentation } = facts;
  switch (fact) {
    case 'modality':
      return { ...facts, modality: null };
    case 'patientStatus':
      return { ...facts, patientStatus: null };
    case 'patientLocation':
      return { ...facts, patientLocation: null };
    case 'technology':
      return { ...facts, documentation: { ...documentation, technology: null } };
    case 'consent':
      return { ...facts, documentation: { ...documentation, consent: false } };
    case 'guardianConsent':
      return { ...facts, documentation: { ...documentation, patientAge: 17 } };
    case 'medicalNecessity':
      return { ...facts, documentation: { ...documentation, medicalNecessity: null } };
    case 'eligibilityCheck':
      return { ...facts, documentation: { ...documentation, eligibilityVerified: null } };
    case 'time':
    case 'timeOrMdm':
      return { ...facts, minutes: null, cumulativeMinutes: null, mdm: null };
    case 'replyTimes':
      return { ...facts, replyBusinessHours: null };
    case 'requestedCode':
      return { ...facts, requestedCode: null };
    case 'consultRequest':
      return { ...facts, consultation: { ...facts.consultation, requestDocumented: false } };
  }
};

const call = { modality: 'audio-only', minutes: 15, discussionMinutes: 15 } as const;
const VALID: readonly (readonly [string, ServiceKind, EncounterChange])[] = [
  ['video visit', 'visit', { mdm: 'low' }],
  ['video visit, new patient, Medicare', 'visit', { payer: 'medicare', patientStatus: 'new', minutes: 30 }],
  ['call, a plan', 'visit', call],
  [
    'call, Medicare 2026',
    'visit',
    {
      ...call,
      payer: 'medicare',
      dateOfService: localDate('2026-06-10'),
      audioOnlyReason: 'patient-cannot-use-video',
      clinicianVideoCapable: true,
    },
  ],
  [
    'video before 2021',
    'visit before 2021',
    { payer: 'medicare', dateOfService: localDate('2020-06-10'), requestedCode: '99213' },
  ],
  ['telephone 2024', 'telephone', { ...call, payer: 'medicare', dateOfService: localDate('2024-06-10') }],
  ['assessment by telephone, without E/M', 'telephone', { ...call, providerType: 'qnhp-non-em' }],
  [
    'check-in of a health center',
    'check-in',
    {
      ...call,
      payer: 'medicare',
      billingEntity: 'rhc',
      dateOfService: localDate('2024-06-10'),
      minutes: 7,
      discussionMinutes: 7,
      briefCheckIn: true,
      coverage: { billableVisitWithinYear: true },
    },
  ],
  ['visit of a health center', 'visit', { payer: 'medicare', billingEntity: 'fqhc' }],
  [
    'e-visit without E/M, Medicare 2020',
    'e-visit',
    {
      modality: 'online-digital',
      payer: 'medicare',
      providerType: 'qnhp-non-em',
      dateOfService: localDate('2020-06-10'),
      minutes: 12,
      cumulativeMinutes: 12,
    },
  ],
  [
    'requester of a behavioral consultation',
    'interprofessional',
    {
      modality: 'interprofessional',
      providerType: 'behavioral-health-non-em',
      patientLocation: null,
      consultation: { role: 'requester', requestDocumented: true },
    },
  ],
  [
    'check-in without E/M',
    'check-in',
    { ...call, providerType: 'qnhp-non-em', minutes: 7, discussionMinutes: 7, briefCheckIn: true },
  ],
  ['long check-in, Medicare', 'check-in', { ...call, payer: 'medicare', briefCheckIn: true }],
  [
    'visit that lost its video',
    'visit',
    { ...call, modality: 'mixed', modalityMinutes: { 'audio-video': 3, 'audio-only': 12 } },
  ],
  [
    'visit of a critical access hospital',
    'visit',
    { payer: 'medicare', billingEntity: 'cah-method-ii', mdm: 'low' },
  ],
  [
    'e-visit of a health center, 2022',
    'e-visit',
    {
      modality: 'online-digital',
      payer: 'medicare',
      billingEntity: 'fqhc',
      dateOfService: localDate('2022-06-10'),
      cumulativeMinutes: 12,
      coverage: { billableVisitWithinYear: true },
    },
  ],
  [
    'images of a health center, 2024',
    'store and forward',
    {
      modality: 'store-and-forward',
      payer: 'medicare',
      billingEntity: 'rhc',
      dateOfService: localDate('2024-06-10'),
      replyBusinessHours: 4,
      requestedCode: 'G2010',
      coverage: { billableVisitWithinYear: true },
    },
  ],
  ['check-in', 'check-in', { ...call, minutes: 7, discussionMinutes: 7, briefCheckIn: true }],
  ['short call', 'check-in', { ...call, payer: 'medicare', minutes: 7, discussionMinutes: 7 }],
  ['e-visit', 'e-visit', { modality: 'online-digital', minutes: 12, cumulativeMinutes: 12 }],
  [
    'images',
    'store and forward',
    { modality: 'store-and-forward', replyBusinessHours: 4, requestedCode: 'G2010' },
  ],
  [
    'images, demonstration',
    'store and forward, demonstration',
    {
      modality: 'store-and-forward',
      payer: 'medicare',
      replyBusinessHours: 90,
      patientLocation: { setting: 'clinic', state: 'AK', country: 'US', rural: true },
      clinicianAuthorizedStates: ['AK'],
      coverage: { federalDemonstration: true },
    },
  ],
  [
    'consultation',
    'interprofessional',
    {
      modality: 'interprofessional',
      patientLocation: null,
      consultation: { role: 'consultant', report: 'written-only', requestDocumented: true },
    },
  ],
  [
    'staff visit',
    'staff visit',
    {
      payer: 'medicare',
      providerType: 'clinical-staff',
      coverage: { incidentTo: true, virtualDirectSupervision: true },
    },
  ],
];

describe('the reason for a Medicare call', () => {
  it('is refused with exactly its word, whatever else is missing', () => {
    const [, , change] = VALID.find(([name]) => name === 'call, Medicare 2026') ?? [];
    const facts = { ...encounter(change), audioOnlyReason: null, clinicianVideoCapable: null };
    fc.assert(
      fc.property(fc.subarray([...REQUIRED_FACTS.visit]), (removed) => {
        const words = assessEncounter(removed.reduce(without, facts)).refusals.map(({ word }) => word);
        const expected = removed.map((fact) => WORD_OF_FACT[fact]);
        expect(words.sort()).toEqual([...new Set([...expected, 'MISSING_AUDIO_ONLY_REASON'])].sort());
      }),
    );
  });
});

describe('the table of required facts', () => {
  const always = [
    'modality',
    'technology',
    'consent',
    'guardianConsent',
    'medicalNecessity',
    'eligibilityCheck',
  ];
  const ofPatient = [...always, 'patientStatus', 'patientLocation'];
  it.each<[ServiceKind, string[]]>([
    ['visit', [...ofPatient, 'timeOrMdm']],
    ['visit before 2021', [...ofPatient, 'requestedCode']],
    ['staff visit', ofPatient],
    ['check-in', [...ofPatient, 'time']],
    ['telephone', [...ofPatient, 'time']],
    ['e-visit', [...ofPatient, 'time']],
    ['store and forward', [...ofPatient, 'replyTimes']],
    ['store and forward, demonstration', [...ofPatient, 'timeOrMdm']],
    ['interprofessional', [...always, 'consultRequest', 'time']],
  ])('for %s lists what T12 requires', (kind, facts) => {
    expect(new Set(REQUIRED_FACTS[kind])).toEqual(new Set(facts));
  });
});

describe('required facts', () => {
  it.each(VALID)('are all present in a complete record (%s)', (_name, _kind, change) => {
    expect(assessEncounter(encounter(change)).refusals).toEqual([]);
  });

  it.each(VALID)(
    'of %s: removing any of them refuses the record with exactly their words',
    (_name, kind, change) => {
      const facts = encounter(change);
      fc.assert(
        fc.property(fc.subarray([...REQUIRED_FACTS[kind]], { minLength: 1 }), (removed) => {
          const found = assessEncounter(removed.reduce(without, facts));
          const expected = [...new Set(removed.map((fact) => WORD_OF_FACT[fact]))].sort();
          expect(found.refusals.map(({ word }) => word).sort()).toEqual(expected);
        }),
      );
    },
  );
});
