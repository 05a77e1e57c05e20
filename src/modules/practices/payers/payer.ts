import { z } from 'zod';
import { payerFields } from './payer.input.js';

export const storedPayer = z
  .object({ ...payerFields, id: z.string(), version: z.int() })
  .meta({ id: 'Payer' });

export type Payer = Readonly<z.output<typeof storedPayer>>;
