import { recordedEncounter } from '../../../../../test/support/recorded-encounter.js';
import type { RecordedEncounter, SegmentModality } from '../../../facts/recorded-encounter.js';
import { instant } from '../../../time/instant.js';
import { localDate } from '../../../time/local-date.js';
import { readEncounter } from './read-encounter.js';

const at = (minute: number) => instant(Date.parse('2026-01-20T16:00:00Z') + minute * 60_000);
const factsOf = (change: Partial<RecordedEncounter>) =>
  readEncounter(
    {
      encounter: recordedEncounter(change),
      snapshot: { zone: 'America/Chicago', patientAge: 18, proof: null },
      clinicianElsewhere: false,
    },
    { payers: [], profiles: [], payment: { locality: null, qualifyingApm: false } },
  ).facts;
const segment = (modality: SegmentModality, from: number, to: number) => ({
  staffId: null,
  modality,
  start: at(from),
  end: at(to),
});

describe('readEncounter', () => {
  const video = segment('audio-video', 0, 5);
  const call = segment('audio-only', 5, 30);

  it('segments by video and telephone are mixed, whatever the record calls the visit', () => {
    for (const modality of [null, 'audio-video', 'audio-only'] as const)
      expect(factsOf({ modality, segments: [video, call] })).toMatchObject({
        modality: 'mixed',
        modalityMinutes: { 'audio-video': 5, 'audio-only': 25 },
        minutes: 30,
      });
  });

  it('a stated modality that contradicts the clock does not count as video', () => {
    expect(factsOf({ modality: 'audio-video', segments: [call] }).modality).toBe('audio-only');
    expect(factsOf({ modality: 'audio-only', segments: [video] }).modality).toBe('audio-only');
    expect(factsOf({ modality: 'audio-video', segments: [video] }).modality).toBe('audio-video');
    expect(factsOf({ modality: 'store-and-forward', segments: [video] }).modality).toBe('store-and-forward');
    expect(factsOf({ modality: 'audio-video' }).modality).toBe('audio-video');
  });

  it('consent for a call that becomes a check-in lasts a year; for a visit it may be older', () => {
    const consent = {
      status: 'given',
      date: localDate('2024-12-01'),
      method: 'verbal',
      takenBy: null,
    } as const;
    const held = (content: Partial<RecordedEncounter>) =>
      factsOf({ consent, ...content }).documentation.consent;
    expect(held({ modality: 'audio-only', minutes: 8 })).toBe(false);
    expect(held({ modality: 'audio-only', minutes: 30, discussionMinutes: 10.5 })).toBe(false);
    expect(held({ modality: 'audio-only', minutes: 11 })).toBe(true);
    expect(held({ modality: 'audio-video', minutes: 8 })).toBe(true);
    expect(held({ modality: 'audio-video', minutes: 8, serviceIntent: 'brief-check-in' })).toBe(false);
    expect(held({ modality: 'online-digital' })).toBe(false);
  });

  it('recorded minutes override those of the clock', () => {
    expect(factsOf({ minutes: 40, segments: [video] }).minutes).toBe(40);
  });
});
