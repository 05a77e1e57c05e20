import { z } from 'zod';
import type { TelehealthProfile } from '../../../domain/rulebook/telehealth/payer-profiles.js';
import { localDateField } from '../../../platform/http/input-fields.js';
import { orNull, procedureCode } from '../../records/field-schemas.js';

const ROWS_MAX = 200;
const word = z.string().trim().min(1).max(80);
const modifier = z
  .string()
  .regex(/^[A-Z0-9]{2}$/, 'must be a modifier of two characters')
  .nullable();
const factor = z.number().min(0).max(10);

const profileFields = z
  .strictObject({
    kind: z.enum(['medicare', 'commercial']).exactOptional(),
    acceptsCpt98000: z.boolean().exactOptional(),
    deniesOfficeCodes: z.boolean().exactOptional(),
    avModifier: modifier.exactOptional(),
    modifierOn98000: z.boolean().exactOptional(),
    audioPayable: z.boolean().exactOptional(),
    audioOnlyEligibleCodes: z.array(procedureCode).max(200).nullable().exactOptional(),
    audioModifier: modifier.exactOptional(),
    pos: z
      .string()
      .regex(/^(by-place|\d{2})$/, 'must be by-place or a place of service of two digits')
      .exactOptional(),
    prolongedRule: z.enum(['cpt', 'cms']).exactOptional(),
    subspecialtyForNew: z.boolean().exactOptional(),
    newPatientAllowed: z.boolean().exactOptional(),
    priorAuth: z.boolean().exactOptional(),
    originatingSiteFee: z.boolean().nullable().exactOptional(),
    codeList: word.nullable().exactOptional(),
    telehealthRateFactor: factor.exactOptional(),
    audioRateFactor: factor.exactOptional(),
  })
  .describe('only what differs from the base') satisfies z.ZodType<Partial<TelehealthProfile>>;

const row = z.strictObject({
  from: localDateField,
  to: orNull(localDateField),
  base: orNull(word).describe('profile to start from; null: the one of this name, or else a generic plan'),
  fields: profileFields.prefault({}),
  source: word.default('the practice'),
  verifiedOn: localDateField,
});

const rows = z
  .array(row)
  .max(ROWS_MAX)
  .default([])
  .superRefine((list, context) => {
    list.forEach(({ from, to }, index) => {
      if (to !== null && to < from)
        context.addIssue({ code: 'custom', path: [index, 'to'], message: 'must not be before from' });
    });
  });

/** How one payer of the practice wants telehealth billed, by date of service. The latest row that holds the date applies. */
export const telehealthProfileContent = z.strictObject({ rows });
export const storedTelehealthProfile = z
  .object({ id: z.string(), version: z.int(), rows: z.array(row) })
  .meta({ id: 'TelehealthProfile' });

export type TelehealthProfileContent = z.output<typeof telehealthProfileContent>;
export type TelehealthProfileInput = TelehealthProfileContent & { readonly id: string };
export type StoredTelehealthProfile = Readonly<z.output<typeof storedTelehealthProfile>>;
