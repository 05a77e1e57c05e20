import { z } from 'zod';
import { localDateField } from '../../../platform/http/input-fields.js';
import { assessInput } from './assess.input.js';

const COMPARED_MAX = 50;
const word = z.string().trim().min(1).max(80);

const circumstances = z
  .array(z.strictObject({ payer: word, dateOfService: localDateField }))
  .max(COMPARED_MAX)
  .default([]);
export const compareStoredBody = z.preprocess(
  (body) => body ?? {},
  z.strictObject({
    circumstances: circumstances.describe('names of telehealth profiles, and dates of service'),
  }),
);
export const compareBody = z.strictObject({ encounter: assessInput, circumstances });
