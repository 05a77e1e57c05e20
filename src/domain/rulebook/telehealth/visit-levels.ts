import type { SourceId } from '../sources.js';

/** Which four codes a visit is chosen from (rule T2.1). */
export type VisitFamily = 'office' | 'audio-video' | 'audio-only';
export type VisitStatus = 'new' | 'established';

/** Levels from low to high; an index into this list is a level. */
export const MDM_LEVELS = ['straightforward', 'low', 'moderate', 'high'] as const;

interface LevelRow {
  readonly codes: readonly [string, string, string, string];
  /** Total minutes on the date that reach each level. */
  readonly minutes: readonly [number, number, number, number];
  readonly source: SourceId;
}

/**
 * One table serves all dates of service from 2021. CPT printed ranges through 2023 and minimums since then, but the
 * minimums are the same. 98012 must exceed ten minutes; minutes are whole, so it starts at eleven.
 */
const LEVEL_ROWS: Readonly<Record<VisitFamily, Readonly<Record<VisitStatus, LevelRow>>>> = {
  office: {
    new: { codes: ['99202', '99203', '99204', '99205'], minutes: [15, 30, 45, 60], source: 'JUCM' },
    established: { codes: ['99212', '99213', '99214', '99215'], minutes: [10, 20, 30, 40], source: 'JUCM' },
  },
  'audio-video': {
    new: { codes: ['98000', '98001', '98002', '98003'], minutes: [15, 30, 45, 60], source: 'JUCM' },
    established: { codes: ['98004', '98005', '98006', '98007'], minutes: [10, 20, 30, 40], source: 'JUCM' },
  },
  'audio-only': {
    new: { codes: ['98008', '98009', '98010', '98011'], minutes: [15, 30, 45, 60], source: 'JUCM' },
    established: {
      codes: ['98012', '98013', '98014', '98015'],
      minutes: [11, 20, 30, 40],
      source: 'AAPC-RCI',
    },
  },
};

export function levelRow(family: VisitFamily, status: VisitStatus): LevelRow {
  return LEVEL_ROWS[family][status];
}

/** Medical discussion on an audio-only call must be longer than this, whatever the MDM (source MEDLEARN). */
export const AUDIO_DISCUSSION_MINUTES_OVER = 10;

/** Levels are computed from this date of service on. Before it, the clinician's own level is used. */
export const LEVELS_COMPUTED_FROM = '2021-01-01';

/** A visit by clinical staff, incident to a physician. */
export const STAFF_VISIT_CODE = '99211';
