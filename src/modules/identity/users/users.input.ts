import { z } from 'zod';
import { recordId, textField } from '../../../platform/http/input-fields.js';
import { ROLES, ROLES_OF_STAFF, type Role } from './role.js';

/** Lowercase only, so that two names that look alike cannot be two people. */
export const userId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._@-]{0,63}$/, 'must be 1 to 64 lowercase letters, digits or . _ @ -');
const fields = {
  name: z.string().trim().min(1, 'must not be empty').max(200),
  roles: z
    .array(z.enum(ROLES))
    .min(1)
    .max(ROLES.length)
    .refine((roles) => new Set(roles).size === roles.length, 'must not name a role twice'),
  staffId: recordId.nullable(),
};
const reason = textField(500);

/** Copy it when passing it to a schema: zod removes the message from the object it is given. */
export const STAFF_NEEDED = { path: ['staffId'], message: 'is required for a care manager or a clinician' };

export const STAFF_UNKNOWN = { path: 'staffId', message: 'must be the id of a staff record' };

export const newUserInput = z
  .strictObject({ id: userId, ...fields, staffId: fields.staffId.default(null) })
  .refine(({ roles, staffId: staff }) => hasNeededStaff(roles, staff), { ...STAFF_NEEDED });
export const userChangeInput = z
  .strictObject(fields)
  .partial()
  .refine((change) => Object.keys(change).length > 0, {
    message: 'must change something',
  });
export const userParameter = z.strictObject({ id: userId });
export const reasonInput = z.strictObject({ reason });
export const resetInput = z.strictObject({
  reason,
  keepAuthenticator: z
    .boolean()
    .default(false)
    .describe('for a forgotten password: a code of the existing authenticator confirms the new one'),
});

export type NewUserInput = z.output<typeof newUserInput>;
export type UserChangeInput = z.output<typeof userChangeInput>;
export type ReasonInput = z.output<typeof reasonInput>;
export type ResetInput = z.output<typeof resetInput>;

/** Whether a user with this staff record, or with none, may hold the roles. */
export function hasNeededStaff(roles: readonly Role[], staff: string | null): boolean {
  return staff !== null || !roles.some((role) => ROLES_OF_STAFF.has(role));
}
