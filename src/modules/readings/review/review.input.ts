import { z } from 'zod';
import { textField } from '../../../platform/http/input-fields.js';

const REASON_MAX = 500;

const reason = textField(REASON_MAX).describe('Kept in the audit log. Do not include names or values.');

export const decisionBody = z.strictObject({ reason });
export type DecisionBody = z.output<typeof decisionBody>;

export const resolutionBody = z.strictObject({
  action: z
    .enum(['rederive', 'discard'])
    .describe(
      'rederive: the reading belongs to the patient who had the device, so attribute it again; discard: it belongs to no patient',
    ),
  reason,
});
export type ResolutionBody = z.output<typeof resolutionBody>;
