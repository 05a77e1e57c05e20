import fc from 'fast-check';
import { encounter, type EncounterChange } from '../../../../test/support/encounter.js';
import type { EncounterFacts, MdmLevel } from '../../facts/encounter.js';
import { isTelehealthCodeValid } from '../../rulebook/codes.js';
import { HOPELESS_WORDS } from '../../rulebook/telehealth/neighbor-services.js';
import { PROFILE_ROWS, type ProfileRow } from '../../rulebook/telehealth/payer-profiles.js';
import { REFUSAL_WORDS } from '../../rulebook/telehealth/words.js';
import { addDays, localDate } from '../../time/local-date.js';
import { assessEncounter } from './assess-encounter.js';

const LEVELS: readonly MdmLevel[] = ['straightforward', 'low', 'moderate', 'high'];
const PAYERS = [...new Set(PROFILE_ROWS.map(({ payer }) => payer)), 'medicare-advantage', 'nobody'];
const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { freq: 4 });
const flag = maybe(fc.boolean());
const minutes = maybe(fc.double({ min: 0, max: 130, noNaN: true }));

/** Any encounter, sensible or not. */
const anything: fc.Arbitrary<EncounterFacts> = fc
  .record({
    day: fc.integer({ min: -400, max: 3600 }),
    payer: fc.constantFrom(...PAYERS),
    modality: maybe(
      fc.constantFrom(
        'audio-video',
        'audio-only',
        'online-digital',
        'store-and-forward',
        'interprofessional',
        'mixed',
      ),
    ),
    patientStatus: maybe(fc.constantFrom('new', 'established')),
    mdm: maybe(fc.constantFrom(...LEVELS)),
    minutes,
    discussionMinutes: minutes,
    cumulativeMinutes: minutes,
    briefCheckIn: fc.boolean(),
    providerType: maybe(
      fc.constantFrom(
        'physician-qhp',
        'physician-qhp',
        'qnhp-non-em',
        'behavioral-health-non-em',
        'clinical-staff',
      ),
    ),
    billingEntity: fc.constantFrom('office', 'office', 'fqhc', 'rhc', 'cah-method-ii'),
    setting: fc.constantFrom('home', 'clinic', 'hotel'),
    requestedCode: maybe(fc.constantFrom('99213', '99201', '98006', 'G2012', '00000')),
    initiatedBy: fc.constantFrom('patient', 'patient', 'clinician'),
    reply: maybe(fc.integer({ min: 0, max: 40 })),
    related: flag,
    consent: flag,
    role: maybe(fc.constantFrom('consultant', 'requester')),
    behavioralHealth: fc.boolean(),
    virtualDirectSupervision: flag,
    sameDay: fc.array(
      fc.record({
        type: fc.constantFrom('audio-video', 'audio-only', 'in-person-office', 'procedure', 'other'),
        minutes: fc.integer({ min: 0, max: 40 }),
        overlapMinutes: fc.integer({ min: 0, max: 10 }),
        sameClinicianGroupSpecialty: fc.boolean(),
        mdm: maybe(fc.constantFrom(...LEVELS)),
      }),
      { maxLength: 2 },
    ),
  })
  .map((any) =>
    encounter({
      ...any,
      dateOfService: addDays(localDate('2019-01-01'), any.day),
      patientLocation: { setting: any.setting, state: 'TX', country: 'US', rural: true },
      replyBusinessHours: any.reply,
      documentation: { consent: any.consent ?? true },
      surroundings: { relatedEmWithin7Days: any.related, sameDayServices: any.sameDay },
      consultation: {
        role: any.role,
        report: 'verbal-and-written',
        discussionShare: 0.8,
        requestDocumented: true,
      },
      coverage: {
        behavioralHealth: any.behavioralHealth,
        incidentTo: any.virtualDirectSupervision,
        virtualDirectSupervision: any.virtualDirectSupervision,
        billableVisitWithinYear: true,
      },
    } as EncounterChange),
  );

/** Rank of a visit level within its family, taken from the last digit. */
const rank = (facts: EncounterFacts): number => {
  const code = assessEncounter(facts).codes[0]?.code;
  if (code === undefined) return -1;
  const first = [99202, 99212, 98000, 98004, 98008, 98012].findLast(
    (start) => Number(code) >= start && Number(code) < start + 4,
  );
  return first === undefined ? 0 : Number(code) - first + 1;
};
const words = (facts: EncounterFacts): string[] => assessEncounter(facts).refusals.map(({ word }) => word);

describe('assessEncounter', () => {
  it('answers any input with codes or refusals, never both and never neither', () => {
    fc.assert(
      fc.property(anything, (facts) => {
        const found = assessEncounter(facts);
        expect(found.codes.length > 0).toBe(found.refusals.length === 0);
        for (const { word } of found.refusals) expect(REFUSAL_WORDS).toContain(word);
        if (found.codes.length === 0) expect(found.payment).toBeNull();
      }),
    );
  });

  it('codes nothing outside its dates, in whole units', () => {
    fc.assert(
      fc.property(anything, (facts) => {
        for (const { code, units } of assessEncounter(facts).codes) {
          expect(isTelehealthCodeValid(code, facts.dateOfService)).toBe(true);
          expect(Number.isInteger(units) && units > 0).toBe(true);
        }
      }),
    );
  });

  it('reports none of 98008 to 98015 at ten minutes of discussion or less', () => {
    const short = fc.oneof(fc.integer({ min: 0, max: 10 }), fc.double({ min: 0, max: 10, noNaN: true }));
    fc.assert(
      fc.property(anything, short, fc.boolean(), (facts, discussionMinutes, mixed) => {
        const call = {
          ...facts,
          modality: mixed ? ('mixed' as const) : ('audio-only' as const),
          modalityMinutes: { 'audio-only': discussionMinutes },
          payer: 'commercial-cpt2025',
          dateOfService: localDate('2025-06-10'),
          providerType: 'physician-qhp' as const,
          discussionMinutes: mixed ? null : discussionMinutes,
          surroundings: { ...facts.surroundings, sameDayServices: [] },
        };
        for (const { code } of assessEncounter(call).codes) expect(code).not.toMatch(/^980(08|09|1[0-5])$/);
      }),
    );
  });

  it('offers an alternative exactly when the same record supports one', () => {
    fc.assert(
      fc.property(anything, fc.constantFrom(...HOPELESS_WORDS), (facts, hopeless) => {
        const found = assessEncounter(facts);
        const meant = assessEncounter({ ...facts, briefCheckIn: !facts.briefCheckIn });
        const { alternative } = found;
        if (alternative) {
          const { code, units, modifiers, pos } = alternative;
          expect(meant.codes[0]).toEqual({ code, units, modifiers, pos });
          expect(found.codes.map((line) => line.code)).not.toContain(code);
          expect(found.warnings.map(({ word }) => word)).toContain(`ALTERNATIVE:${code}`);
          expect(alternative.ruleRefs.length).toBeGreaterThan(0);
        }
        if (found.refusals.length > 0) {
          expect(alternative?.code).toBe(meant.codes[0]?.code);
          // A refusal that applies to every family applies to the other one, too.
          if (words(facts).includes(hopeless)) expect(meant.codes).toEqual([]);
        }
      }),
    );
  });

  it('gives the same bytes for the same facts', () => {
    fc.assert(
      fc.property(anything, (facts) => {
        const again = JSON.parse(JSON.stringify(facts)) as EncounterFacts;
        expect(JSON.stringify(assessEncounter(again))).toBe(JSON.stringify(assessEncounter(facts)));
      }),
    );
  });

  it('never lowers a visit when its time or its MDM rises', () => {
    const visit = fc.record({
      payer: fc.constantFrom('medicare', 'commercial-cpt2025', 'commercial-legacy', 'bcbs-michigan'),
      modality: fc.constantFrom('audio-video' as const, 'audio-only' as const),
      patientStatus: fc.constantFrom('new' as const, 'established' as const),
      mdm: maybe(fc.constantFrom(...LEVELS)),
      minutes: fc.integer({ min: 11, max: 120 }),
      day: fc.constantFrom('2025-06-10', '2026-06-10'),
    });
    fc.assert(
      fc.property(visit, fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 3 }), (one, more, up) => {
        const at = (total: number, mdm: MdmLevel | null) =>
          encounter({
            ...one,
            dateOfService: localDate(one.day),
            minutes: total,
            discussionMinutes: 11,
            mdm,
            audioOnlyReason: 'patient-cannot-use-video',
            clinicianVideoCapable: true,
          });
        const higher = LEVELS[Math.max(one.mdm ? LEVELS.indexOf(one.mdm) : 0, up)] ?? null;
        const before = rank(at(one.minutes, one.mdm));
        expect(rank(at(one.minutes + more, one.mdm))).toBeGreaterThanOrEqual(before);
        expect(rank(at(one.minutes, higher))).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  it.each([
    ['new', 14, null],
    ['new', 15, '98000'],
    ['new', 30, '98001'],
    ['new', 45, '98002'],
    ['new', 60, '98003'],
    ['established', 9, null],
    ['established', 10, '98004'],
    ['established', 19, '98004'],
    ['established', 20, '98005'],
    ['established', 39, '98006'],
    ['established', 40, '98007'],
  ] as const)('levels a video visit of a patient (%s) of %i min as %s', (patientStatus, total, code) => {
    const found = assessEncounter(encounter({ patientStatus, minutes: total, mdm: null }));
    expect(found.codes[0]?.code ?? null).toBe(code);
  });

  it('prefers the profile of the practice to the built-in one, and requires one of them', () => {
    const facts = encounter({ payer: 'medicare-advantage', minutes: 20, mdm: 'low' });
    const row: ProfileRow = {
      payer: 'medicare-advantage',
      from: '2025-01-01',
      to: '2025-06-09',
      base: 'medicare',
      fields: { avModifier: '95' },
      source: 'contract',
      verifiedOn: '2025-01-01',
    };
    expect(words(facts)).toEqual(['PAYER_PROFILE_MISSING']);
    expect(assessEncounter(facts, { rows: [row], fees: null }).refusals[0]?.word).toBe(
      'PAYER_PROFILE_MISSING',
    );
    const found = assessEncounter(facts, { rows: [{ ...row, to: null }], fees: null });
    expect(found.codes).toEqual([{ code: '99213', units: 1, modifiers: ['95'], pos: '10' }]);
  });

  it('puts a modifier on 98000 to 98015 if the practice says that the plan wants it', () => {
    const row: ProfileRow = {
      payer: 'commercial-cpt2025',
      from: '2025-01-01',
      to: null,
      base: null,
      fields: { modifierOn98000: true },
      source: 'contract',
      verifiedOn: '2025-01-01',
    };
    expect(assessEncounter(encounter(), { rows: [row], fees: null }).codes[0]).toMatchObject({
      code: '98005',
      modifiers: ['95'],
    });
    expect(assessEncounter(encounter()).codes[0]).toMatchObject({ code: '98005', modifiers: [] });
  });
});
