import { z } from 'zod';
import { proofFields } from '../sessions/sessions.input.js';

const setupToken = z.string().min(1).max(256);
export const accountSetupStartInput = z.strictObject({ token: setupToken });
export const accountSetupFinishInput = z.strictObject({ token: setupToken, ...proofFields });
