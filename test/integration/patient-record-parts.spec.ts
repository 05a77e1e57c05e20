import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection, Schema } from 'mongoose';
import { PatientRecordParts } from '../../src/modules/records/patient-record/patient-record-parts.js';
import { startTestApp, type TestApp } from '../support/app.js';

/** Whether documents of the schema, or documents within them, name a patient. */
const namesPatient = (schema: Schema): boolean =>
  Object.keys(schema.paths).some((path) => /(^|\.)patientIds?$/.test(path)) ||
  schema.childSchemas.some((child) => namesPatient(child.schema));

/** The audit log is evidence of what was done, so no part of a patient's record may touch it. */
const NO_PART = ['auditEntries'];

describe('the parts of a patient’s record', () => {
  let product: TestApp;
  let collections: ReadonlySet<string>;
  let connection: Connection;

  beforeAll(async () => {
    product = await startTestApp();
    connection = product.app.get(getConnectionToken());
    const parts = product.app.get(PatientRecordParts, { strict: false }).all();
    collections = new Set(parts.flatMap((part) => part.collections));
  });
  afterAll(() => product.close());

  it('cover every collection whose documents name a patient', () => {
    const naming = Object.values(connection.models).filter(({ schema }) => namesPatient(schema));
    const names = naming.map(({ collection }) => collection.name).filter((name) => !NO_PART.includes(name));
    expect(names.length).toBeGreaterThan(8);
    expect(names.filter((name) => !collections.has(name))).toEqual([]);
  });

  it('name collections that exist', () => {
    const known = Object.values(connection.models).map(({ collection }) => collection.name);
    expect([...collections].filter((name) => !known.includes(name))).toEqual([]);
  });
});
