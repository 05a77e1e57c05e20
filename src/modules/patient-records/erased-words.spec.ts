import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mdmFromWorksheet } from '../../domain/assess/telehealth/visit/mdm-level.js';
import { localDate } from '../../domain/time/local-date.js';
import { mdmWorksheetInput } from '../encounters/coding/assess.input.js';
import type { Encounter } from '../encounters/record/encounter.js';
import { withoutVisitWords } from './erased-words.js';

const DAY = localDate('2026-01-20');
const empty = {
  ...{ note: null, medicalNecessity: null, amendReason: null, patientLocation: null, guardianConsent: null },
  ...{ participants: [], eligibilityCheck: null, authorizations: [] },
};
const names = fc.array(fc.constantFrom('ct head', 'CT head', 'a1c', 'letter', 'erased-2'), { maxLength: 4 });

describe('the words of a visit', () => {
  it('go without a change of its level, and no second time', () => {
    const lists = fc.record({
      externalNoteSources: names,
      testsOrdered: names,
      testsReviewed: names,
      testsBilledSeparately: names,
      independentInterpretations: names,
    });
    fc.assert(
      fc.property(lists, (data) => {
        const mdmWorksheet = mdmWorksheetInput.parse({
          problems: { 'stable-chronic': 2 },
          data,
          risk: 'minimal',
        });
        const visit = { ...empty, mdmWorksheet } as unknown as Encounter;
        const bare = withoutVisitWords(visit) ?? visit;
        if (!bare.mdmWorksheet) throw new Error('the worksheet stays');
        expect(mdmFromWorksheet(bare.mdmWorksheet, DAY)).toEqual(mdmFromWorksheet(mdmWorksheet, DAY));
        expect(JSON.stringify(bare)).not.toMatch(/head|a1c|letter/i);
        expect(withoutVisitWords(bare)).toBeNull();
      }),
    );
  });

  it('leave behind that there were some where charges rest on them', () => {
    const visit = { ...empty, medicalNecessity: 'pressure above goal', amendReason: 'too short' };
    expect(withoutVisitWords(visit as unknown as Encounter)).toMatchObject({
      medicalNecessity: 'erased',
      amendReason: 'erased',
    });
    expect(withoutVisitWords(empty as unknown as Encounter)).toBeNull();
  });
});
