import { z } from 'zod';
import type { StaffRole, TimeMode } from '../../../domain/facts/time-entry.js';
import { parseInstant } from '../../../domain/time/instant.js';
import { parseLocalDate } from '../../../domain/time/local-date.js';

export const TIME_MODES = [
  'phone',
  'video',
  'data_review',
  'sms',
  'voicemail',
  'portal_message',
  'in_person',
  'other',
] as const satisfies readonly TimeMode[];
export const STAFF_ROLES = ['clinical_staff', 'qhp', 'non_clinical'] as const satisfies readonly StaffRole[];

/** An instant as the API takes it: never without an offset, for then nobody knows when it was. */
export const instantInput = z.string().transform((text, context) => {
  const parsed = parseInstant(text);
  if (parsed !== null) return parsed;
  context.addIssue({ code: 'custom', message: 'must be an ISO 8601 date-time with an offset' });
  return z.NEVER;
});

export const localDateInput = z.string().transform((text, context) => {
  const parsed = parseLocalDate(text);
  if (parsed !== null) return parsed;
  context.addIssue({ code: 'custom', message: 'must be a date of the form YYYY-MM-DD' });
  return z.NEVER;
});

/** No control characters: ids end up in logs, files and addresses. */
export const idInput = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[^\p{Cc}]+$/u, 'must not hold control characters');

export const programInput = z
  .string()
  .regex(/^[A-Z0-9_]{2,16}$/, 'must be 2 to 16 capitals, digits or underscores, such as RPM or 99091');

/** What the work was. An open list of short codes, such as `call` or `data_review`. */
export const activityInput = z
  .string()
  .regex(/^[a-z0-9_-]{1,64}$/, 'must be 1 to 64 small letters, digits, _ or -');

const text = (max: number) => z.string().trim().min(1).max(max);
export const reasonInput = text(500);
export const noteInput = text(4000);
export const participantsInput = z.array(text(80)).max(20);
const encounterInput = z.object({ code: text(16), date: localDateInput });

/** The fields of a time entry that a correction may change; each null or absent one keeps its default. */
export const entryFields = {
  patientId: idInput,
  staffId: idInput.nullish(),
  role: z.enum(STAFF_ROLES).nullish(),
  program: programInput,
  activity: activityInput.nullish(),
  start: instantInput,
  end: instantInput,
  interactive: z.boolean().nullish(),
  mode: z.enum(TIME_MODES).nullish(),
  participants: participantsInput.nullish(),
  insideEncounter: encounterInput.nullish(),
  note: z.string().max(4000).nullish(),
};

/** One line of `POST /v1/time-entries` and of `time.ndjson`. Unknown fields are ignored. */
export const timeEntryInput = z.object({
  ...entryFields,
  externalId: idInput.nullish(),
  /** Another name of `externalId`, in imports alone. */
  id: idInput.nullish(),
  source: z.enum(['manual', 'import']).nullish(),
  reason: reasonInput.nullish(),
  /** When it was entered in the system it comes from; taken from imports alone. */
  loggedAt: instantInput.nullish(),
});
export type TimeEntryInput = z.output<typeof timeEntryInput>;

/** What the API documentation says of a body; the entries in it are checked one by one. */
export const timeEntriesBody = z.unknown().meta({
  oneOf: [
    z.toJSONSchema(timeEntryInput, { io: 'input' }),
    { type: 'array', maxItems: 1000, items: { type: 'object' } },
  ],
});

/** Either `void: true`, or the fields that were wrong. */
export const correctionInput = z
  .object({ ...entryFields, reason: reasonInput, void: z.literal(true).optional() })
  .partial()
  .required({ reason: true })
  .superRefine((correction, context) => {
    const changed = Object.entries(correction).some(
      ([field, value]) => field !== 'reason' && field !== 'void' && value !== undefined,
    );
    if (correction.void === true && changed)
      context.addIssue({ code: 'custom', path: ['void'], message: 'a void correction changes no field' });
    if (correction.void !== true && !changed)
      context.addIssue({ code: 'custom', path: [], message: 'names no field to correct' });
  });
export type CorrectionInput = z.output<typeof correctionInput>;
