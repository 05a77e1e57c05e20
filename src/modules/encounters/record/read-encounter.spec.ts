import { encounterRecord } from '../../../domain/assess/encounters/record/read-encounter.js';
import { encounterContent, storedEncounter, type Encounter } from './encounter.js';

const at = (minute: number) => Date.parse('2026-01-20T16:00:00Z') + minute * 60_000;

function stored(content: object): Encounter {
  const read = encounterContent.parse({
    patientId: 'P',
    clinicianId: 'DR',
    dateOfService: '2026-01-20',
    ...content,
  });
  return storedEncounter.parse({
    ...read,
    id: 'V1',
    version: 1,
    rootId: 'V1',
    amendment: 0,
    amendReason: null,
    status: 'draft',
    createdBy: 'DR',
    createdAt: at(0),
    signed: null,
  });
}
const factsOf = (content: object) =>
  encounterRecord(stored(content), {
    snapshot: { zone: 'America/Chicago', patientAge: 18, proof: null },
    payer: null,
    locality: null,
    qualifyingApm: false,
    clinicianElsewhere: false,
  }).facts;
const segment = (modality: string, from: number, to: number) => ({
  modality,
  start: new Date(at(from)).toISOString(),
  end: new Date(at(to)).toISOString(),
});

describe('what a record says by its clock', () => {
  const video = segment('audio-video', 0, 5);
  const call = segment('audio-only', 5, 30);

  it('segments by video and telephone are mixed, whatever the record calls the visit', () => {
    for (const modality of [null, 'audio-video', 'audio-only'])
      expect(factsOf({ modality, segments: [video, call] })).toMatchObject({
        modality: 'mixed',
        modalityMinutes: { 'audio-video': 5, 'audio-only': 25 },
        minutes: 30,
      });
  });

  it('a name that contradicts the clock claims no video', () => {
    expect(factsOf({ modality: 'audio-video', segments: [call] }).modality).toBe('audio-only');
    expect(factsOf({ modality: 'audio-only', segments: [video] }).modality).toBe('audio-only');
    expect(factsOf({ modality: 'audio-video', segments: [video] }).modality).toBe('audio-video');
    expect(factsOf({ modality: 'store-and-forward', segments: [video] }).modality).toBe('store-and-forward');
    expect(factsOf({ modality: 'audio-video' }).modality).toBe('audio-video');
  });

  it('consent of a call that falls to a check-in is a year old at most; of a visit it may be older', () => {
    const consent = { status: 'given', date: '2024-12-01', method: 'verbal' };
    const held = (content: object) => factsOf({ consent, ...content }).documentation.consent;
    expect(held({ modality: 'audio-only', minutes: 8 })).toBe(false);
    expect(held({ modality: 'audio-only', minutes: 30, discussionMinutes: 10.5 })).toBe(false);
    expect(held({ modality: 'audio-only', minutes: 11 })).toBe(true);
    expect(held({ modality: 'audio-video', minutes: 8 })).toBe(true);
    expect(held({ modality: 'audio-video', minutes: 8, serviceIntent: 'brief-check-in' })).toBe(false);
    expect(held({ modality: 'online-digital' })).toBe(false);
  });

  it('total minutes are `minutes`, the only field of them', () => {
    expect(factsOf({ minutes: 40, segments: [video] }).minutes).toBe(40);
    expect(() => factsOf({ totalMinutes: 40 })).toThrow('totalMinutes');
  });
});
