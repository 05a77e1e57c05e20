import { z } from 'zod';
import { recordId } from '../../../platform/http/input-fields.js';

const TEXT_MAX = 256;
export const proofFields = {
  password: z.string().min(1).max(TEXT_MAX),
  code: z.string().trim().min(1).max(64).describe('a one-time code or a recovery code'),
};

export const signInInput = z.strictObject({
  practice: recordId,
  user: z.string().trim().toLowerCase().min(1).max(64),
  ...proofFields,
});
export const proofInput = z.strictObject(proofFields);
export const codeInput = z.strictObject({
  code: proofFields.code.describe('the code that the authenticator shows now'),
});
export const newPasswordInput = z.strictObject({
  ...proofFields,
  newPassword: z.string().min(1).max(TEXT_MAX),
});
export const sessionParameter = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{18}$/, 'must be a session id'),
});
