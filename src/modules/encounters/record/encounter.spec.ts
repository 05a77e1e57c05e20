import { encounterContent } from './encounter.js';

describe('encounterContent', () => {
  it('takes total minutes as `minutes` and under no other name', () => {
    const content = { patientId: 'P', clinicianId: 'DR', dateOfService: '2026-01-20' };
    expect(encounterContent.parse({ ...content, minutes: 40 }).minutes).toBe(40);
    expect(() => encounterContent.parse({ ...content, totalMinutes: 40 })).toThrow('totalMinutes');
  });
});
