import { z } from 'zod';

const VALUES_MAX = 100;

const ASCII = /^[\x20-\x7e]+$/;
const PRINTABLE = /^[^\p{Cc}\p{Cs}]+$/u;

/** Control characters and lone surrogates separate nothing and mean nothing here: no identifier or unit has them. */
const printable = (charactersMax: number) =>
  z
    .string()
    .min(1)
    .max(charactersMax)
    .refine((text) => ASCII.test(text) || PRINTABLE.test(text), 'Must not hold control characters.');

const measuredValue = z.object({
  code: printable(32).describe('LOINC code; one we do not know is kept with its unit as sent.'),
  value: z.number().describe('A finite number.'),
  unit: printable(64).describe('UCUM unit.'),
});

/** One reading as a sender writes it. Unknown members are kept in the raw payload and mean nothing. */
export const readingInput = z.object({
  source: printable(128)
    .optional()
    .describe("The name under which the sender's ids are unique; a gateway may leave it out."),
  externalId: printable(256)
    .nullish()
    .describe("The sender's id of the reading; without one its content decides what is a repetition."),
  deviceId: printable(128),
  takenAt: z.string().describe('Instant of measurement, ISO 8601 with an offset.'),
  receivedAt: z
    .string()
    .nullish()
    .describe('When the gateway had it, ISO 8601 with an offset; default: now.'),
  kind: printable(64).nullish().describe('blood_pressure, weight, spo2, glucose, battery …: an open list.'),
  origin: z.enum(['device_auto', 'manual_entry', 'patient_reported', 'self_report_app', 'test']),
  user: z
    .enum(['identified', 'ambiguous'])
    .nullish()
    .describe('ambiguous: the sender cannot tell which person of the household it was.'),
  values: z.array(measuredValue).max(VALUES_MAX).describe('At least one, but for battery messages.'),
});

export type ReadingInput = z.infer<typeof readingInput>;

/** What the API documentation says of a body; the readings in it are checked one by one, and a stream line by line. */
export const readingsBody = z.unknown().meta({
  oneOf: [
    z.toJSONSchema(readingInput, { io: 'input' }),
    { type: 'array', maxItems: 1000, items: { type: 'object' } },
  ],
});
