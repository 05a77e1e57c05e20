import { encounter } from '../../../../../test/support/encounter.js';
import type { MdmWorksheet } from '../../../facts/encounter.js';
import type { ProfileRow } from '../../../rulebook/telehealth/payer-profiles.js';
import { stateParity } from '../../../rulebook/telehealth/state-parity.js';
import { localDate } from '../../../time/local-date.js';
import { assessEncounter } from '../assess-encounter.js';
import { mdmFromWorksheet } from '../visit/mdm-level.js';
import { checkDocumentation } from './checklist.js';
import { compareBases, compareCircumstances } from './compare.js';

const call = {
  payer: 'medicare',
  dateOfService: localDate('2026-06-10'),
  modality: 'audio-only',
  minutes: 20,
  discussionMinutes: 15,
} as const;
const stateOf = (change: Parameters<typeof encounter>[0], item: string) =>
  checkDocumentation(encounter(change)).items.find((one) => one.item === item)?.state ?? null;

describe('the documentation checklist', () => {
  it('is complete for a complete record', () => {
    const found = checkDocumentation(encounter());
    expect(found.kind).toBe('visit');
    expect(found.complete).toBe(true);
  });

  it('lists what is missing and what contradicts the rules', () => {
    expect(stateOf({ documentation: { consent: null } }, 'consent')).toBe('missing');
    expect(stateOf({ payer: 'nobody' }, 'payerProfile')).toBe('missing');
    expect(stateOf(call, 'audioOnlyReason')).toBe('missing');
    const reason = { ...call, audioOnlyReason: 'patient-cannot-use-video' };
    expect(stateOf({ ...reason, clinicianVideoCapable: true }, 'audioOnlyReason')).toBe('documented');
    expect(stateOf({ ...reason, clinicianVideoCapable: false }, 'audioOnlyReason')).toBe('contradicts');
    expect(stateOf({ briefCheckIn: true, minutes: 7, initiatedBy: 'clinician' }, 'initiator')).toBe(
      'contradicts',
    );
    expect(stateOf({}, 'initiator')).toBeNull();
    const images = { modality: 'store-and-forward' } as const;
    expect(stateOf(images, 'replyTimes')).toBe('missing');
    expect(stateOf({ ...images, replyBusinessHours: 24 }, 'replyTimes')).toBe('documented');
    expect(stateOf({ ...images, replyBusinessHours: 24.5 }, 'replyTimes')).toBe('contradicts');
    expect(stateOf({}, 'replyTimes')).toBeNull();
  });
});

describe('comparing', () => {
  it('shows both bases next to the choice', () => {
    const found = compareBases(encounter({ mdm: 'low', minutes: 45 }));
    expect(found.byTime?.codes[0]?.code).toBe('98007');
    expect(found.byMdm?.codes[0]?.code).toBe('98005');
    expect(found.chosen.selectionBasis).toBe('time');
    expect(compareBases(encounter({ mdm: null })).byMdm).toBeNull();
  });

  it('shows the same visit under other payers and dates', () => {
    const found = compareCircumstances(encounter({ minutes: 30 }), [
      { payer: 'medicare', dateOfService: localDate('2021-06-10') },
      { payer: 'medicare', dateOfService: localDate('2026-06-10') },
      { payer: 'commercial-cpt2025', dateOfService: localDate('2026-06-10') },
    ]);
    expect(found.map(({ assessment }) => assessment.codes)).toEqual([
      [{ code: '99214', units: 1, modifiers: ['95'], pos: '11' }],
      [{ code: '99214', units: 1, modifiers: [], pos: '10' }],
      [{ code: '98006', units: 1, modifiers: [], pos: '10' }],
    ]);
  });
});

describe('MDM from its elements', () => {
  const nothing: MdmWorksheet['data'] = {
    externalNoteSources: [],
    testsOrdered: [],
    testsReviewed: [],
    testsBilledSeparately: [],
    independentInterpretations: [],
    independentHistorian: false,
    discussionWithExternal: false,
  };
  const level = (worksheet: MdmWorksheet, day = '2025-06-10') =>
    mdmFromWorksheet(worksheet, localDate(day))?.level ?? null;

  it.each<[string, MdmWorksheet, string | null]>([
    ['nothing', { problems: {}, data: nothing, risk: null }, null],
    [
      'one minor problem',
      { problems: { 'self-limited': 1 }, data: nothing, risk: 'minimal' },
      'straightforward',
    ],
    ['two minor problems', { problems: { 'self-limited': 2 }, data: nothing, risk: 'low' }, 'low'],
    ['two of three', { problems: { 'stable-chronic': 2 }, data: nothing, risk: 'moderate' }, 'moderate'],
    [
      'one column is not enough',
      { problems: { 'threat-to-life-or-function': 1 }, data: nothing, risk: 'low' },
      'low',
    ],
    [
      'two data categories',
      {
        problems: { 'stable-chronic': 1 },
        data: { ...nothing, independentInterpretations: ['ecg'], discussionWithExternal: true },
        risk: 'high',
      },
      'high',
    ],
    [
      'an order includes its result',
      {
        problems: { 'stable-chronic': 2 },
        data: { ...nothing, testsOrdered: ['a1c'], testsReviewed: ['a1c'] },
        risk: 'minimal',
      },
      'straightforward',
    ],
    [
      'two tests',
      {
        problems: { 'stable-chronic': 2 },
        data: { ...nothing, testsOrdered: ['a1c', 'lipids'] },
        risk: 'minimal',
      },
      'low',
    ],
    [
      'a test billed separately does not count',
      {
        problems: { 'stable-chronic': 2 },
        data: {
          ...nothing,
          testsOrdered: ['a1c', 'ecg'],
          testsBilledSeparately: ['ecg'],
          independentInterpretations: ['ecg'],
        },
        risk: 'minimal',
      },
      'straightforward',
    ],
  ])('%s', (_name, worksheet, expected) => {
    expect(level(worksheet)).toBe(expected);
  });

  it('uses the elements of 2023 from 2023 on', () => {
    const worksheet: MdmWorksheet = { problems: { 'stable-acute': 1 }, data: nothing, risk: 'low' };
    expect(level(worksheet, '2022-12-31')).toBe('straightforward');
    expect(level(worksheet, '2023-01-01')).toBe('low');
  });
});

describe('state parity', () => {
  it.each([
    ['NY', '2026-03-31', 'payment'],
    ['NY', '2026-04-01', 'unknown'],
    ['CA', '2020-12-31', 'unknown'],
    ['TX', '2026-06-10', 'none'],
    ['MD', '2026-06-10', 'unknown'],
  ])('%s on %s: %s', (state, day, kind) => {
    expect(stateParity(state, localDate(day)).kind).toBe(kind);
  });
});

describe('what a plan’s row may say', () => {
  const row = (fields: ProfileRow['fields']): ProfileRow => ({
    payer: 'commercial-legacy',
    from: '2025-01-01',
    to: null,
    base: null,
    fields,
    source: 'contract',
    verifiedOn: '2025-01-01',
  });
  const outcome = (fields: ProfileRow['fields'], change: Parameters<typeof encounter>[0]) => {
    const found = assessEncounter(encounter({ payer: 'commercial-legacy', ...change }), {
      rows: [row(fields)],
      fees: null,
    });
    return [...found.codes.map(({ code }) => code), ...found.refusals.map(({ word }) => word)];
  };
  const phone = { modality: 'audio-only', minutes: 20, discussionMinutes: 15 } as const;

  it.each<[string, ProfileRow['fields'], Parameters<typeof encounter>[0], string]>([
    ['a listed code by telephone', { audioOnlyEligibleCodes: ['99213'] }, phone, '99213'],
    ['another', { audioOnlyEligibleCodes: ['99214'] }, phone, 'AUDIO_ONLY_NOT_ELIGIBLE'],
    ['the list does not apply to video', { audioOnlyEligibleCodes: ['99214'] }, {}, '99213'],
    ['no new patients', { newPatientAllowed: false }, { patientStatus: 'new' }, 'ESTABLISHED_ONLY'],
    ['established ones are taken', { newPatientAllowed: false }, {}, '99213'],
  ])('%s', (_name, fields, change, expected) => {
    expect(outcome(fields, change)).toEqual([expected]);
  });

  it('notes prior authorization and the originating site, and changes no code', () => {
    const remarks = (fields: ProfileRow['fields']) =>
      assessEncounter(encounter({ payer: 'commercial-legacy' }), { rows: [row(fields)], fees: null }).warnings
        .length;
    expect(remarks({})).toBe(0);
    expect(remarks({ priorAuth: true, originatingSiteFee: true })).toBe(2);
    expect(outcome({ priorAuth: true, originatingSiteFee: true }, {})).toEqual(['99213']);
  });
});
