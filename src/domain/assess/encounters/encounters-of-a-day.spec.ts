import { DAY, visitRecord } from '../../../../test/support/codable-encounter.js';
import type { EncounterChange } from '../../../../test/support/encounter.js';
import { addDays, localDate } from '../../time/local-date.js';
import type { BillableFinding } from '../finding.js';
import { BUILT_IN_TABLES } from '../telehealth/practice-tables.js';
import { decideEncounters } from './decide-encounters.js';
import { encounterSources } from './encounter-sources.js';
import type { CodableEncounter } from './record/codable-encounter.js';

const NO_TIMES = { spans: [] } as const;
const nothingExcluded = {
  connectionSetup: 0,
  scheduling: 0,
  clinicalStaff: 0,
  otherDate: 0,
  separatelyReported: 0,
};
const MEDICARE = {
  payer: { payerId: 'medicare', payerType: 'medicare_ffs', profile: 'medicare' },
} as const;
const visit = (rootId: string, change: EncounterChange = {}, more: Parameters<typeof visitRecord>[2] = {}) =>
  visitRecord(rootId, { patientStatus: 'established', ...change }, more);

function findings(records: readonly CodableEncounter[]): (BillableFinding & { readonly sourceId: string })[] {
  return encounterSources(decideEncounters(records, BUILT_IN_TABLES), [], {
    asOf: addDays(DAY, 900),
    deathDate: null,
    monitoringDays: new Set(),
  }).flatMap(({ sourceId, findings }) =>
    findings
      .filter((each): each is BillableFinding => each.outcome === 'billable')
      .map((each) => ({ ...each, sourceId: sourceId.replace('~encounter', '') })),
  );
}
const billed = (records: readonly CodableEncounter[]) =>
  findings(records).map(({ sourceId, code }) => `${sourceId} ${code}`);
const flagsOf = (records: readonly CodableEncounter[], rootId: string) => {
  const own = findings(records).find(({ sourceId }) => sourceId === rootId);
  return own && { review: own.reviewRequired, flags: own.flags };
};
const minutesOf = (records: readonly CodableEncounter[], rootId: string) =>
  decideEncounters(records, BUILT_IN_TABLES).find(({ record }) => record.rootId === rootId)?.assessment
    .countableMinutes;

describe('the encounters of one day', () => {
  const nurse = (rootId: string, minute: number) =>
    visit(
      rootId,
      {
        providerType: 'clinical-staff',
        minutes: 15,
        mdm: 'high',
        coverage: { incidentTo: true, virtualDirectSupervision: true },
      },
      { ...MEDICARE, clinicianId: 'N1', minute },
    );
  const physician = (change: EncounterChange = {}) => visit('DR', change, { ...MEDICARE, minute: 30 });

  it('the code goes to the physician, not to staff, whose minutes and decisions never count', () => {
    expect(billed([nurse('N', 0)])).toEqual(['N 99211']);
    for (const minute of [0, 55]) {
      const records = [nurse('N', minute), physician({ minutes: 25 })];
      expect(billed(records)).toEqual(['DR 99213']);
      expect(minutesOf(records, 'DR')).toBe(25);
    }
  });

  it('minutes that may not count in a neighboring encounter are not added either', () => {
    const shared = { excludedMinutes: { ...nothingExcluded, separatelyReported: 15 } };
    const records = [visit('V1', {}, NO_TIMES), visit('V2', shared, NO_TIMES)];
    expect(minutesOf(records, 'V1')).toBe(25);
  });

  it('only the e-visit minutes of the same day are added to the visit', () => {
    const message = (minutes: number | null) =>
      visit('V2', { modality: 'online-digital', minutes, cumulativeMinutes: 25 }, NO_TIMES);
    expect(minutesOf([visit('V1', {}, NO_TIMES), message(null)], 'V1')).toBe(20);
    expect(minutesOf([visit('V1', {}, NO_TIMES), message(4)], 'V1')).toBe(24);
  });

  it('a visit that reports a call uses the reason recorded for the call', () => {
    const call = visit(
      'V2',
      {
        modality: 'audio-only',
        minutes: 20,
        discussionMinutes: 20,
        audioOnlyReason: 'patient-cannot-use-video',
        clinicianVideoCapable: true,
      },
      { ...MEDICARE, minute: 30 },
    );
    const video = visit('V1', { minutes: 15 }, MEDICARE);
    expect(findings([video, call])).toMatchObject([{ sourceId: 'V1', code: '99214', modifiers: ['93'] }]);
  });

  it('a visit without minutes uses those of another visit that day, if it has any', () => {
    const bare = visit('V1', { mdm: 'straightforward', minutes: null }, { ...MEDICARE, ...NO_TIMES });
    const long = visit('V2', { minutes: 45 }, { ...MEDICARE, ...NO_TIMES });
    expect(billed([bare, long])).toEqual(['V1 99215']);
    const none = visit('V2', { minutes: null, mdm: 'low' }, { ...MEDICARE, ...NO_TIMES });
    expect(minutesOf([bare, none], 'V1')).toBeNull();
  });

  it('a shared clinician joins two records that share nothing else', () => {
    const records = [
      visit('V1', { minutes: 10 }, { specialty: null }),
      visit('V2', { minutes: 10 }, { minute: 15 }),
      visit('V3', { minutes: 10 }, { minute: 30, clinicianId: 'DX' }),
    ];
    expect(billed(records)).toEqual(['V1 98006']);
    expect(minutesOf(records, 'V1')).toBe(30);
  });

  it('a service that the record lists is not added again from the encounters on file', () => {
    const service = {
      type: 'video',
      minutes: 12,
      overlapMinutes: 0,
      sameClinicianGroupSpecialty: true,
      mdm: null,
    };
    const listing = (change: object) =>
      visit('V1', { surroundings: { sameDayServices: [{ ...service, ...change }] } });
    const other = visit('V2', { minutes: 12 }, { minute: 30 });
    expect(minutesOf([listing({}), other], 'V1')).toBe(32);
    expect(minutesOf([listing({ type: 'in-person-office', minutes: 0 }), other], 'V1')).toBe(32);
    expect(minutesOf([listing({ sameClinicianGroupSpecialty: false }), other], 'V1')).toBe(32);
    expect(billed([listing({}), other])).toEqual(['V1 98006']);
  });
});

describe('services that are not visits, for one patient', () => {
  const message = (rootId: string, day: number, change: EncounterChange = {}) =>
    visit(
      rootId,
      {
        dateOfService: addDays(DAY, day),
        modality: 'online-digital',
        minutes: 12,
        cumulativeMinutes: 12,
        ...change,
      },
      NO_TIMES,
    );
  const checkIn = (day: number, change: EncounterChange = {}) =>
    visit('C', { dateOfService: addDays(DAY, day), minutes: 7, briefCheckIn: true, ...change });

  it('one consultation in seven days', () => {
    const consultation = (rootId: string, minute: number) =>
      visit(
        rootId,
        {
          modality: 'interprofessional',
          minutes: 8,
          consultation: { report: 'verbal-and-written', discussionShare: 0.8, requestDocumented: true },
        },
        { minute },
      );
    const both = [consultation('I2', 0), consultation('I1', 10)];
    expect(billed(both)).toEqual(['I2 99446']);
    const seen = visit('V', { dateOfService: addDays(DAY, 13) });
    expect(flagsOf([consultation('I1', 0), seen], 'I1')).toMatchObject({
      review: true,
      flags: expect.arrayContaining(['CONSULTANT_VISIT_IN_14_DAYS_AFTER']) as unknown,
    });
    expect(billed([consultation('I1', 0), visit('V')])).toEqual(['V 98005']);
  });

  it('one review of images per day', () => {
    const images = (rootId: string, minute: number) =>
      visit(rootId, { modality: 'store-and-forward', replyBusinessHours: 3, minutes: null }, { minute });
    expect(billed([images('G2', 5), images('G1', 10)])).toEqual(['G2 G2010']);
  });

  it('one e-visit in seven days: the longest, for a person to look at', () => {
    expect(billed([message('E1', 0), message('E2', 7)])).toEqual(['E1 99422', 'E2 99422']);
    expect(flagsOf([message('E1', 0)], 'E1')?.flags).not.toContain('SAME_WINDOW');
    const longer = [message('E1', 0), message('E2', 2, { cumulativeMinutes: 25 }), message('E3', 6)];
    expect(billed(longer)).toEqual(['E2 99423']);
    expect(flagsOf(longer, 'E2')).toMatchObject({
      review: true,
      flags: expect.arrayContaining(['SAME_WINDOW']) as unknown,
    });
    // A visit within the days of any of them absorbs all of them.
    const swallowing = visit('V', { dateOfService: addDays(DAY, 8) });
    expect(billed([...longer, swallowing])).toEqual(['V 98005']);
  });

  it('an e-visit reports the check-in of its day', () => {
    expect(billed([checkIn(0), message('E1', 0)])).toEqual(['E1 99422']);
  });

  it('a visit on file in the seven days before needs review, unless the record says it is unrelated', () => {
    const unknown = { surroundings: { relatedEmWithin7Days: null } };
    const near = (day: number, change: EncounterChange) => flagsOf([visit('V'), checkIn(day, change)], 'C');
    const flagged = { review: true, flags: expect.arrayContaining(['VISIT_IN_7_DAYS_BEFORE']) as unknown };
    expect(near(2, unknown)).toMatchObject(flagged);
    expect(near(7, unknown)).toMatchObject(flagged);
    expect(near(8, unknown)?.flags).not.toContain('VISIT_IN_7_DAYS_BEFORE');
    expect(near(2, {})?.flags).not.toContain('VISIT_IN_7_DAYS_BEFORE');
  });

  it('a visit on file within a day after needs review, whatever the record expected', () => {
    const flag = 'VISIT_WITHIN_24_HOURS_AFTER';
    const after = (minute: number, more: object = {}) =>
      flagsOf(
        [checkIn(0), visit('V', { dateOfService: addDays(DAY, 1) }, { minute, clinicianId: 'DX', ...more })],
        'C',
      )?.flags;
    expect(after(0)).toContain(flag);
    expect(after(8)).not.toContain(flag);
    expect(after(8, NO_TIMES)).toContain(flag);
  });

  it('an e-visit on file before a telephone visit needs review', () => {
    const day = localDate('2024-06-10');
    const call = visit(
      'T',
      { dateOfService: addDays(day, 20), modality: 'audio-only', discussionMinutes: 12, minutes: 12 },
      MEDICARE,
    );
    const before = (days: number) =>
      visit(
        'E',
        {
          dateOfService: addDays(day, 20 - days),
          modality: 'online-digital',
          minutes: 6,
          cumulativeMinutes: 6,
        },
        { ...MEDICARE, ...NO_TIMES, clinicianId: 'DX', specialty: 'other' },
      );
    expect(flagsOf([before(3), call], 'T')?.flags).toContain('E_VISIT_IN_7_DAYS_BEFORE');
    expect(flagsOf([before(8), call], 'T')?.flags).not.toContain('E_VISIT_IN_7_DAYS_BEFORE');
  });
});

describe('new or established by several visits on file', () => {
  it('considers every visit, and ignores the subspecialty for Medicare', () => {
    const records = (payer: object) => [
      visit('V0', { dateOfService: localDate('2020-06-10') }, { subspecialty: 'a' }),
      visit(
        'V1',
        { dateOfService: localDate('2025-01-10') },
        { clinicianId: 'DX', specialty: 'family', subspecialty: 'b' },
      ),
      visitRecord('V2', { minutes: 30 }, { subspecialty: 'a', ...payer }),
    ];
    expect(billed(records(MEDICARE))).toContain('V2 99214');
    expect(billed(records({}))).toContain('V2 98001');
  });
});
