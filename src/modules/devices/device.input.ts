import { z } from 'zod';
import { orNull } from '../records/field-schemas.js';
import { isImei } from './imei.js';

const word = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,64}$/, 'must be 1 to 64 letters, digits, dots, hyphens or underscores');

const label = z.string().trim().min(1).max(200);

export const deviceFields = {
  type: word.describe('an open list: bp_cuff, scale, oximeter, cgm, glucometer, rtm_msk_app and so on'),
  parameter: word.describe(
    'what it measures; a replacement device with the same parameter continues the stream',
  ),
  kind: orNull(word),
  manufacturer: orNull(label),
  model: orNull(label),
  serial: orNull(z.string().trim().min(1).max(64)),
  imei: orNull(
    z.string().refine(isImei, 'must be an IMEI of 15 digits that ends with its check digit; look for a typo'),
  ),
  fdaDefinedDevice: z.boolean(),
  autoUpload: z.boolean(),
  validatedForAccuracy: z.boolean().default(false),
};

export const deviceContent = z.strictObject(deviceFields);

export type DeviceContent = z.output<typeof deviceContent>;

export type DeviceInput = DeviceContent & { readonly id: string };
