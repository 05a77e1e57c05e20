import { z } from 'zod';
import {
  activityInput,
  idInput,
  noteInput,
  participantsInput,
  programInput,
  reasonInput,
  TIME_MODES,
} from '../entries/time-entry.input.js';

const subjectFields = {
  patientId: idInput,
  program: programInput,
  activity: activityInput.nullish(),
  mode: z.enum(TIME_MODES).nullish(),
  /** A call is on the line: idleness does not apply. */
  call: z.boolean().default(false),
};

const callMode = (subject: { call: boolean; mode?: string | null | undefined }) =>
  !subject.call || subject.mode === 'phone' || subject.mode === 'video';
const callModeError = { path: ['mode'], message: 'must be phone or video for a call' };

export const timerStartInput = z.object(subjectFields).refine(callMode, callModeError);
export type TimerStartInput = z.output<typeof timerStartInput>;

const stopFields = {
  /** Whether a live two-way conversation took place; default: true after a call, else false. */
  interactive: z.boolean().optional(),
  participants: participantsInput.optional(),
  note: noteInput.optional(),
};

export const timerStopInput = z
  .object(stopFields)
  .nullish()
  .transform((input) => input ?? {});
export type TimerStopInput = z.output<typeof timerStopInput>;

/** The new timer's subject; `stopped` says what the old one was. */
export const timerSwitchInput = z
  .object({ ...subjectFields, stopped: z.object(stopFields).optional() })
  .refine(callMode, callModeError);
export type TimerSwitchInput = z.output<typeof timerSwitchInput>;

export const heartbeatInput = z.object({
  /** Whether the person did anything since the last heartbeat. */
  active: z.boolean(),
});

export const idleInput = z
  .object({
    worked: z.boolean(),
    reason: reasonInput.nullish(),
    /** Its number in the timer's list of idle stretches; default: the last undecided one. */
    stretch: z.int().min(1).optional(),
  })
  .refine((input) => !input.worked || !!input.reason, {
    path: ['reason'],
    message: 'is required when the stretch was worked',
  });
export type IdleInput = z.output<typeof idleInput>;

const whenInput = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}(T.*)?$/, 'must be a date or an instant with an offset');
export const timerLogInput = z.object({ staffId: idInput.optional(), from: whenInput, to: whenInput });
export type TimerLogInput = z.output<typeof timerLogInput>;
