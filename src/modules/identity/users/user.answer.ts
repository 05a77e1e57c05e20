import { z } from 'zod';
import { formatInstant, type Instant } from '../../../domain/time/instant.js';
import { count, instantText } from '../../../platform/http/answers/answer-fields.js';
import { ROLES } from './role.js';
import type { User } from './user.js';
import { userId } from './users.input.js';

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
export type UserAnswer = z.output<typeof userAnswer>;

/** Also holds the one-time setup token. */
export const userSetupAnswer = userAnswer.extend({
  accountSetup: z.strictObject({ token: z.string(), expiresAt: instantText.nullable() }),
});

export type UserSetupAnswer = z.output<typeof userSetupAnswer>;

/** Leaves out everything that the user signs in with. */
export function toUserAnswer(user: User): UserAnswer {
  const text = (value: Instant | null) => (value === null ? null : formatInstant(value));
  return {
    id: user.id,
    name: user.name,
    roles: [...user.roles],
    staffId: user.staffId,
    createdAt: formatInstant(user.createdAt),
    disabledAt: text(user.disabledAt),
    accountReady: user.secrets.passwordHash !== null,
    accountSetupExpiresAt: text(user.accountSetupExpiresAt),
    recoveryCodesLeft: user.secrets.recoveryHashes.length,
  };
}

/** @param token the one-time setup token, which is never shown again */
export function toUserSetupAnswer(user: User, token: string): UserSetupAnswer {
  const answer = toUserAnswer(user);
  return { ...answer, accountSetup: { token, expiresAt: answer.accountSetupExpiresAt } };
}
