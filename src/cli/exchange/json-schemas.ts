import { z } from 'zod';
import { readingInput } from '../../modules/readings/intake/reading.input.js';
import { practiceFile } from './practice/practice-file.js';
import { timeLine } from './time-line.js';

const TITLES = {
  'practice.schema.json': ['practice.json: the records of one practice', practiceFile],
  'reading.schema.json': ['a line of readings.ndjson, and one reading of POST /v1/readings', readingInput],
  'time-entry.schema.json': ['a line of time.ndjson', timeLine],
} as const satisfies Readonly<Record<string, readonly [string, z.ZodType]>>;

/** The published JSON Schemas of the three inputs, by file name under docs/schemas. */
export function jsonSchemas(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(TITLES).map(([file, [title, schema]]) => {
      // As a sender writes it: unknown members are allowed, and a date is a string.
      const { $schema, ...body } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
      return [file, `${JSON.stringify({ $schema, title, ...body }, null, 2)}\n`];
    }),
  );
}
