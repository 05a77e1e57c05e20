import { z } from 'zod';
import type { StaffRole, TimeMode } from '../../../domain/facts/time-entry.js';
import {
  externalIdField,
  instantField,
  localDateField,
  textField,
} from '../../../platform/http/input-fields.js';

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

export const programInput = z
  .string()
  .regex(/^[A-Z0-9_]{2,16}$/, 'must be 2 to 16 capital letters, digits or underscores, such as RPM or 99091');

/** The kind of work. An open list of short codes, such as `call` or `data_review`. */
export const activityInput = z
  .string()
  .regex(/^[a-z0-9_-]{1,64}$/, 'must be 1 to 64 lowercase letters, digits, underscores or hyphens');

export const reasonInput = textField(500);
export const noteInput = textField(4000);
export const participantsInput = z.array(textField(80)).max(20);
const encounterInput = z.object({ code: textField(16), date: localDateField });

/** The fields of a time entry that a correction may change. A null or absent field gets its default. */
const entryFields = {
  patientId: externalIdField,
  staffId: externalIdField.nullish(),
  role: z.enum(STAFF_ROLES).nullish(),
  program: programInput,
  activity: activityInput.nullish(),
  start: instantField,
  end: instantField,
  interactive: z.boolean().nullish(),
  mode: z.enum(TIME_MODES).nullish(),
  participants: participantsInput.nullish(),
  insideEncounter: encounterInput.nullish(),
  note: z.string().max(4000).nullish(),
};

/** One entry of `POST /v1/time-entries`, and one line of `time.ndjson`. Unknown fields are ignored. */
export const timeEntryInput = z.object({
  ...entryFields,
  externalId: externalIdField.nullish(),
  /** Another name for `externalId`, used only by imports. */
  id: externalIdField.nullish(),
  source: z.enum(['manual', 'import']).nullish(),
  reason: reasonInput.nullish(),
  /** When the entry was logged in its original system. Used only for imports. */
  loggedAt: instantField.nullish(),
});
export type TimeEntryInput = z.output<typeof timeEntryInput>;

/** The body in the API documentation. Its entries are checked one by one. */
export const timeEntriesBody = z.unknown().meta({
  oneOf: [
    z.toJSONSchema(timeEntryInput, { io: 'input' }),
    { type: 'array', maxItems: 1000, items: { type: 'object' } },
  ],
});

/** Either `void: true`, or the corrected fields. */
export const correctionInput = z
  .object({ ...entryFields, reason: reasonInput, void: z.literal(true).optional() })
  .partial()
  .required({ reason: true })
  .superRefine((correction, context) => {
    const changed = Object.entries(correction).some(
      ([field, value]) => field !== 'reason' && field !== 'void' && value !== undefined,
    );
    if (correction.void === true && changed)
      context.addIssue({
        code: 'custom',
        path: ['void'],
        message: 'a correction that voids an entry must not change fields',
      });
    if (correction.void !== true && !changed)
      context.addIssue({ code: 'custom', path: [], message: 'must name a field to correct, or void: true' });
  });
export type CorrectionInput = z.output<typeof correctionInput>;
