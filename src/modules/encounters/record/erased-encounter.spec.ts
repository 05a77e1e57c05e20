import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mdmFromWorksheet } from '../../../domain/assess/telehealth/visit/mdm-level.js';
import { localDate } from '../../../domain/time/local-date.js';
import { mdmWorksheetInput } from '../coding/assess.input.js';
import type { Encounter } from './encounter.js';
import { withoutWords } from './erased-encounter.js';

const DAY = localDate('2026-01-20');
const empty = {
  ...{ note: null, medicalNecessity: null, amendReason: null, patientLocation: null, guardianConsent: null },
  ...{ participants: [], eligibilityCheck: null, authorizations: [] },
};
const names = fc.array(fc.constantFrom('ct head', 'CT head', 'a1c', 'letter', 'erased-2'), { maxLength: 4 });

describe('the words of an encounter', () => {
  it('are erased without changing its level, and only once', () => {
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
        const bare = withoutWords(visit) ?? visit;
        if (!bare.mdmWorksheet) throw new Error('the worksheet must stay');
        expect(mdmFromWorksheet(bare.mdmWorksheet, DAY)).toEqual(mdmFromWorksheet(mdmWorksheet, DAY));
        expect(JSON.stringify(bare)).not.toMatch(/head|a1c|letter/i);
        expect(withoutWords(bare)).toBeNull();
      }),
    );
  });

  it('leave a placeholder where charges depend on them', () => {
    const visit = { ...empty, medicalNecessity: 'pressure above goal', amendReason: 'too short' };
    expect(withoutWords(visit as unknown as Encounter)).toMatchObject({
      medicalNecessity: 'erased',
      amendReason: 'erased',
    });
    expect(withoutWords(empty as unknown as Encounter)).toBeNull();
  });
});
