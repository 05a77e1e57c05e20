import { z } from 'zod';
import { deviceFields } from './device.input.js';

export const storedDevice = z
  .object({ ...deviceFields, id: z.string(), version: z.int() })
  .meta({ id: 'Device' });

export type Device = Readonly<z.output<typeof storedDevice>>;
