import { z } from 'zod';
import { practiceFields } from './practice.input.js';

export const storedPractice = z
  .object({ ...practiceFields, id: z.string(), version: z.int() })
  .meta({ id: 'Practice' });

export type Practice = Readonly<z.output<typeof storedPractice>>;
