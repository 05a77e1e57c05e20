import { z } from 'zod';
import { recordId } from '../../../platform/http/input-fields.js';
import {
  activityInput,
  noteInput,
  participantsInput,
  programInput,
  reasonInput,
  TIME_MODES,
} from '../entries/time-entry.input.js';

const subjectFields = {
  patientId: recordId,
  program: programInput,
  activity: activityInput.nullish(),
  mode: z.enum(TIME_MODES).nullish(),
  /** Whether the timer runs during a call. During a call no time is idle. */
  call: z.boolean().default(false),
};

const callMode = (subject: { call: boolean; mode?: string | null | undefined }) =>
  !subject.call || subject.mode === 'phone' || subject.mode === 'video';
const callModeError = { path: ['mode'], message: 'must be phone or video for a call' };

export const timerStartInput = z.object(subjectFields).refine(callMode, callModeError);
export type TimerStartInput = z.output<typeof timerStartInput>;

const stopFields = {
  /** Whether a live two-way conversation took place. Default: true after a call, otherwise false. */
  interactive: z.boolean().optional(),
  participants: participantsInput.optional(),
  note: noteInput.optional(),
};

export const timerStopInput = z
  .object(stopFields)
  .nullish()
  .transform((input) => input ?? {});
export type TimerStopInput = z.output<typeof timerStopInput>;

/** The new timer's subject. `stopped` describes the timer that this one replaces. */
export const timerSwitchInput = z
  .object({ ...subjectFields, stopped: z.object(stopFields).optional() })
  .refine(callMode, callModeError);
export type TimerSwitchInput = z.output<typeof timerSwitchInput>;

export const heartbeatInput = z.object({
  /** Whether the person did anything since the previous heartbeat. */
  active: z.boolean(),
});

export const idleInput = z
  .object({
    worked: z.boolean(),
    reason: reasonInput.nullish(),
    /** The stretch's number in the timer's list of idle stretches, from 1. Default: the last undecided one. */
    stretch: z.int().min(1).optional(),
  })
  .refine((input) => !input.worked || !!input.reason, {
    path: ['reason'],
    message: 'is required when the person worked',
  });
export type IdleInput = z.output<typeof idleInput>;

const whenInput = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}(T.*)?$/, 'must be a date or an instant with an offset');
export const timerLogInput = z.object({ staffId: recordId.optional(), from: whenInput, to: whenInput });
export type TimerLogInput = z.output<typeof timerLogInput>;
