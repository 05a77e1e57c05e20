import { z } from 'zod';

const VALUES_MAX = 100;

const ASCII = /^[\x20-\x7e]+$/;
const PRINTABLE = /^[^\p{Cc}\p{Cs}]+$/u;

/** Control characters and lone surrogates are refused, because no identifier or unit contains them. */
const printable = (charactersMax: number) =>
  z
    .string()
    .min(1)
    .max(charactersMax)
    .refine((text) => ASCII.test(text) || PRINTABLE.test(text), 'must not hold control characters');

const measuredValue = z.object({
  code: printable(32).describe('LOINC code; an unknown code is kept with its unit as sent'),
  value: z.number().describe('finite number'),
  unit: printable(64).describe('UCUM unit'),
});

/** One reading as a sender writes it. Unknown members are kept in the raw payload and otherwise ignored. */
export const readingInput = z.object({
  source: printable(128)
    .optional()
    .describe("the name within which the sender's ids are unique; a gateway may leave it out"),
  externalId: printable(256)
    .nullish()
    .describe("the sender's id of the reading; without one, the content decides what is a duplicate"),
  deviceId: printable(128),
  takenAt: z.string().describe('instant of measurement, ISO 8601 with an offset'),
  receivedAt: z
    .string()
    .nullish()
    .describe('when the gateway received it, ISO 8601 with an offset; default: now'),
  kind: printable(64)
    .nullish()
    .describe('an open list: blood_pressure, weight, spo2, glucose, battery and so on'),
  origin: z.enum(['device_auto', 'manual_entry', 'patient_reported', 'self_report_app', 'test']),
  user: z
    .enum(['identified', 'ambiguous'])
    .nullish()
    .describe('ambiguous: the sender cannot tell which person in the household it was'),
  values: z.array(measuredValue).max(VALUES_MAX).describe('at least one, except for battery messages'),
});

export type ReadingInput = z.infer<typeof readingInput>;

/** The body in the API documentation. Its readings are checked one by one, and a stream is checked line by line. */
export const readingsBody = z.unknown().meta({
  oneOf: [
    z.toJSONSchema(readingInput, { io: 'input' }),
    { type: 'array', maxItems: 1000, items: { type: 'object' } },
  ],
});
