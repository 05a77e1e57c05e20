import { practiceFields } from './practice.input.js';
import { z } from 'zod';

export const storedPractice = z
  .object({ ...practiceFields, id: z.string(), version: z.int() })
  .meta({ id: 'Practice' });

export type Practice = Readonly<z.output<typeof storedPractice>>;
