import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { jsonSchemas } from './json-schemas.js';

const root = join(import.meta.dirname, '..', '..', '..');
const schemas = jsonSchemas();
const data = (name: string): string => readFileSync(join(root, 'test/cases/data/run', name), 'utf8');

function validator(file: string) {
  const ajv = new Ajv2020({ strict: false, formats: { date: true, 'date-time': true } });
  return ajv.compile(JSON.parse(schemas.get(file) ?? '') as object);
}

/** Lines that are JSON objects. */
function objects(name: string): { line: number; value: unknown }[] {
  return data(name)
    .split('\n')
    .flatMap((text, at) => {
      try {
        return [{ line: at + 1, value: JSON.parse(text) as unknown }];
      } catch {
        return [];
      }
    });
}

describe('the published JSON Schemas', () => {
  it.each([...schemas])('docs/schemas/%s is the schema that the product checks with', (file, text) => {
    // To write them again: node scripts/write-schemas.js
    expect(readFileSync(join(root, 'docs/schemas', file), 'utf8')).toBe(text);
  });

  it('admit the worked practice', () => {
    const validate = validator('practice.schema.json');
    expect([validate(JSON.parse(data('practice.json'))), validate.errors]).toEqual([true, null]);
    expect(validate({ practice: { id: 'P' }, patients: [] })).toBe(false);
  });

  it('admit its good lines and refuse those whose shape is wrong', () => {
    const reading = validator('reading.schema.json');
    const time = validator('time-entry.schema.json');
    const bad = objects('time.ndjson').filter(({ value }) => !time(value));
    expect(bad.map(({ line }) => line)).toEqual([466]);
    expect(objects('readings.ndjson').every(({ value }) => reading(value))).toBe(true);
    expect(reading({ deviceId: 'D', takenAt: '2026-01-01T00:00:00Z', origin: 'telepathy', values: [] })).toBe(
      false,
    );
  });
});
