import fc from 'fast-check';
import { DAY, visitRecord as visit } from '../../../../test/support/codable-encounter.js';
import { totalMillis } from '../../facts/intervals.js';
import { addDays, localDate } from '../../time/local-date.js';
import type { BillableFinding } from '../finding.js';
import { BUILT_IN_TABLES } from '../telehealth/practice-tables.js';
import { decideEncounters } from './decide-encounters.js';
import { encounterSources } from './encounter-sources.js';
import type { CodableEncounter } from './record/codable-encounter.js';

const MINUTE = 60_000;
const established = { patientStatus: 'established' } as const;
const billed = (records: readonly CodableEncounter[], deathDate = null as null | string) =>
  encounterSources(decideEncounters(records, BUILT_IN_TABLES), [], {
    asOf: addDays(DAY, 400),
    deathDate: deathDate === null ? null : localDate(deathDate),
    monitoringDays: new Set(),
  }).flatMap(({ sourceId, findings }) =>
    findings
      .filter((each): each is BillableFinding => each.outcome === 'billable')
      .map(({ code, units }) => `${sourceId} ${code} x${units}`),
  );
const refusals = (records: readonly CodableEncounter[], rootId: string) =>
  decideEncounters(records, BUILT_IN_TABLES)
    .find(({ record }) => record.rootId === rootId)
    ?.assessment.refusals.map(({ word }) => word);

describe('encounters of one patient', () => {
  it('give the same decisions in any order', () => {
    const some = fc.array(
      fc.record({
        day: fc.integer({ min: 0, max: 3 }),
        minute: fc.integer({ min: 0, max: 40 }),
        minutes: fc.integer({ min: 5, max: 50 }),
        modality: fc.constantFrom('audio-video' as const, 'audio-only' as const, 'online-digital' as const),
        clinicianId: fc.constantFrom('DR', 'DX'),
        specialty: fc.constantFrom('family', 'cardiology', null),
        known: fc.boolean(),
      }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(some, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (list, random) => {
        const records = list.map((one, index) =>
          visit(
            `V${index}`,
            {
              dateOfService: addDays(DAY, one.day),
              minutes: one.minutes,
              discussionMinutes: one.minutes,
              cumulativeMinutes: one.minutes,
              modality: one.modality,
              patientStatus: one.known ? 'established' : null,
            },
            { minute: one.minute, clinicianId: one.clinicianId, specialty: one.specialty },
          ),
        );
        const shuffled = records
          .map((record) => ({ record, at: random.next().value ?? 0 }))
          .sort((a, b) => a.at - b.at)
          .map(({ record }) => record);
        const decided = (given: readonly CodableEncounter[]) =>
          JSON.stringify(decideEncounters(given, BUILT_IN_TABLES));
        expect(decided(shuffled) === decided(records)).toBe(true);
      }),
    );
  });

  it('bill one visit per day and specialty, and no minute twice', () => {
    const list = fc.array(
      fc.record({ minute: fc.integer({ min: 0, max: 60 }), minutes: fc.integer({ min: 1, max: 30 }) }),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(list, (visits) => {
        const records = visits.map(({ minute, minutes }, index) =>
          visit(`V${index}`, { ...established, minutes, mdm: 'straightforward' }, { minute }),
        );
        expect(billed(records).filter((line) => !line.includes('99417'))).toHaveLength(1);
        const carrier = decideEncounters(records, BUILT_IN_TABLES).find(
          ({ carriedBy }) => carriedBy === null,
        );
        const clock = totalMillis(records.flatMap(({ spans }) => spans)) / MINUTE;
        expect(carrier?.assessment.countableMinutes).toBe(clock);
      }),
    );
  });

  it('count minutes that two of them share by the clock once', () => {
    const apart = [visit('V1', established), visit('V2', { ...established, minutes: 12 }, { minute: 30 })];
    const over = [visit('V1', established), visit('V2', { ...established, minutes: 12 }, { minute: 17 })];
    expect(billed(apart)).toEqual(['V1~encounter 98006 x1']);
    expect(billed(over)).toEqual(['V1~encounter 98005 x1']);
  });

  it('bill separately for two specialties', () => {
    const other = { clinicianId: 'DX', specialty: 'cardiology', minute: 30 };
    expect(billed([visit('V1', established), visit('V2', established, other)])).toEqual([
      'V1~encounter 98005 x1',
      'V2~encounter 98005 x1',
    ]);
  });

  it('distinguish new from established patients without guessing', () => {
    const before = visit('V0', { ...established, dateOfService: addDays(DAY, -100) });
    const now = visit('V1', { minutes: 30 });
    expect(refusals([now], 'V1')).toEqual(['MISSING_PATIENT_STATUS']);
    expect(billed([before, now])).toContain('V1~encounter 98006 x1');
    const elsewhere = visit('V1', { minutes: 30 }, { clinicianId: 'DX', specialty: 'cardiology' });
    expect(billed([before, elsewhere])).toContain('V1~encounter 98001 x1');
    const proven = { ...now, proof: { date: addDays(DAY, -100), practitionerId: 'DR' } };
    expect(billed([proven])).toEqual(['V1~encounter 98006 x1']);
    const asNew = visit('V1', { minutes: 30, patientStatus: 'new' });
    const [, source] = encounterSources(decideEncounters([before, asNew], BUILT_IN_TABLES), [], {
      asOf: addDays(DAY, 1),
      deathDate: null,
      monitoringDays: new Set(),
    });
    expect(source?.flags).toContain('RECORDED_NEW_BUT_SEEN_BEFORE');
    expect(source?.findings[0]).toMatchObject({ code: '98001', reviewRequired: true });
  });

  it('fold messages into the visit of the same day, and an e-visit into a visit of its seven days', () => {
    const checkIn = visit('V2', { ...established, minutes: 7, briefCheckIn: true }, { minute: 40 });
    expect(billed([checkIn])).toEqual(['V2~encounter 98016 x1']);
    expect(billed([visit('V1', established), checkIn])).toEqual(['V1~encounter 98005 x1']);
    const eVisit = (day: number) =>
      visit('V3', {
        ...established,
        dateOfService: addDays(DAY, day),
        modality: 'online-digital',
        minutes: 12,
        cumulativeMinutes: 12,
      });
    expect(billed([visit('V1', established), eVisit(-6)])).toEqual(['V1~encounter 98005 x1']);
    expect(billed([visit('V1', established), eVisit(-7)]).sort()).toEqual([
      'V1~encounter 98005 x1',
      'V3~encounter 99422 x1',
    ]);
  });

  it('park without a payer, and bill nothing after death', () => {
    const [source] = encounterSources(
      decideEncounters([visit('V1', established, { payer: null })], BUILT_IN_TABLES),
      [],
      {
        asOf: DAY,
        deathDate: null,
        monitoringDays: new Set(),
      },
    );
    expect([source?.state, source?.parkedBecause, source?.findings]).toEqual([
      'parked',
      'payer_profile_missing',
      [],
    ]);
    expect(billed([visit('V1', established)], '2025-06-09')).toEqual([]);
    expect(billed([visit('V1', established)], '2025-06-10')).toHaveLength(1);
  });
});
