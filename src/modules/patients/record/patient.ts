import { z } from 'zod';
import { localDateField } from '../../../platform/http/input-fields.js';
import { orNull } from '../../records/field-schemas.js';
import { erasure } from '../erasure/erasure.js';
import { coverageFields, facts, identifiers } from './patient.input.js';
import { storedZone } from './zone-history.js';

/** The stored facts that decide charges, without the person's identifiers. */
export const storedFacts = z.object({
  id: z.string(),
  zones: z.array(storedZone),
  ...facts,
  coverage: z.array(
    z.object({
      payerId: z.string(),
      from: orNull(localDateField),
      to: orNull(localDateField),
      priorAuthNumber: orNull(z.string()),
    }),
  ),
});

/** The whole stored patient with its identifiers decrypted. */
export const storedPatient = z.object({
  ...identifiers,
  zones: z.array(storedZone),
  ...facts,
  coverage: z.array(z.object(coverageFields.shape)),
  id: z.string(),
  version: z.int(),
  erasure: erasure.exactOptional(),
});

export type Patient = Readonly<z.output<typeof storedPatient>>;
