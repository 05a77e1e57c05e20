import { z } from 'zod';
import { formatInstant, type Instant } from '../../../domain/time/instant.js';
import { count, instantText } from '../../../platform/http/answers/answer-fields.js';
import { ROLES, ROLES_OF_STAFF, type Role } from './role.js';
import type { User } from './user.js';

/** Small letters only: two names that look alike must not be two people. */
export const userId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._@-]{0,63}$/, 'must be 1 to 64 small letters, digits or . _ @ -');
const staffId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be the id of a staff record');
const fields = {
  name: z.string().trim().min(1, 'must not be empty').max(200),
  roles: z
    .array(z.enum(ROLES))
    .min(1)
    .max(ROLES.length)
    .refine((roles) => new Set(roles).size === roles.length, 'must not name a role twice'),
  staffId: staffId.nullable(),
};
const reason = z.string().trim().min(1).max(500);

/** Copied where a schema takes it: zod takes the message out of what it is given. */
export const STAFF_NEEDED = { path: ['staffId'], message: 'is needed by a care manager and a clinician' };

export const STAFF_UNKNOWN = { path: 'staffId', message: 'must be the id of a staff record' };

export const newUserSchema = z
  .strictObject({ id: userId, ...fields, staffId: fields.staffId.default(null) })
  .refine(({ roles, staffId: staff }) => hasNeededStaff(roles, staff), { ...STAFF_NEEDED });
export const userChangeSchema = z
  .strictObject(fields)
  .partial()
  .refine((change) => Object.keys(change).length > 0, {
    message: 'must change something',
  });
export const userParameter = z.strictObject({ id: userId });
export const reasonSchema = z.strictObject({ reason });
export const resetSchema = z.strictObject({
  reason,
  keepAuthenticator: z
    .boolean()
    .default(false)
    .describe('for a forgotten password: the new one is confirmed by a code of the authenticator of before'),
});

export type NewUserBody = z.output<typeof newUserSchema>;
export type UserChangeBody = z.output<typeof userChangeSchema>;
export type ReasonBody = z.output<typeof reasonSchema>;
export type ResetBody = z.output<typeof resetSchema>;

/** Whether the roles can be held by a user who acts as that staff record, or as none. */
export function hasNeededStaff(roles: readonly Role[], staff: string | null): boolean {
  return staff !== null || !roles.some((role) => ROLES_OF_STAFF.has(role));
}

export const userAnswer = z
  .strictObject({
    id: userId,
    name: z.string(),
    roles: z.array(z.enum(ROLES)),
    staffId: z.string().nullable(),
    createdAt: instantText,
    disabledAt: instantText.nullable(),
    accountReady: z.boolean(),
    accountSetupExpiresAt: instantText.nullable(),
    recoveryCodesLeft: count,
  })
  .meta({ id: 'User' });
/** With the one-time token. */
export const userSetupAnswer = userAnswer.extend({
  accountSetup: z.strictObject({ token: z.string(), expiresAt: instantText.nullable() }),
});

/** A user as the API shows it, without anything that it signs in with. */
export function userView(user: User) {
  const text = (value: Instant | null) => (value === null ? null : formatInstant(value));
  return {
    id: user.id,
    name: user.name,
    roles: user.roles,
    staffId: user.staffId,
    createdAt: formatInstant(user.createdAt),
    disabledAt: text(user.disabledAt),
    accountReady: user.secrets.passwordHash !== null,
    accountSetupExpiresAt: text(user.accountSetupExpiresAt),
    recoveryCodesLeft: user.secrets.recoveryHashes.length,
  };
}
