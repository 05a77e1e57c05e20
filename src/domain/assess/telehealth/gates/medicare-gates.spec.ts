import { encounter, type EncounterChange } from '../../../../../test/support/encounter.js';
import { localDate } from '../../../time/local-date.js';
import { assessEncounter } from '../assess-encounter.js';

const atHome = (day: string, coverage: EncounterChange['coverage'] = {}) =>
  assessEncounter(
    encounter({ payer: 'medicare', dateOfService: localDate(day), requestedCode: '99213', coverage }),
  ).refusals.map(({ word }) => word);

describe('exceptions to Medicare’s originating site', () => {
  it.each([
    ['acuteStroke', '2019-01-01', null],
    ['homeDialysis', '2019-01-01', null],
    ['substanceUseDisorder', '2019-07-01', '2019-06-30'],
  ] as const)('%s from %s', (name, from, before) => {
    expect(atHome(from)).toEqual(['ORIGINATING_SITE']);
    expect(atHome(from, { [name]: true })).toEqual([]);
    if (before !== null) expect(atHome(before, { [name]: true })).toEqual(['ORIGINATING_SITE']);
    expect(atHome('2028-01-01')).toContain('ORIGINATING_SITE');
    expect(atHome('2028-01-01', { [name]: true })).not.toContain('ORIGINATING_SITE');
  });

  it('recorded burdens waive the yearly in-person visit, but not the first one', () => {
    const behavioral = { behavioralHealth: true, inPersonBurdensOutweigh: true } as const;
    const word = 'IN_PERSON_REQUIREMENT';
    expect(atHome('2028-01-01', { ...behavioral, firstTelehealthVisit: false })).not.toContain(word);
    expect(atHome('2028-01-01', { ...behavioral, firstTelehealthVisit: true })).toContain(word);
    expect(atHome('2028-01-01', { behavioralHealth: true, firstTelehealthVisit: false })).toContain(word);
  });
});
