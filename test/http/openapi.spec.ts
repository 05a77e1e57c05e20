import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';

const FILE = join(import.meta.dirname, '../../docs/openapi.json');

describe('docs/openapi.json', () => {
  let product: TestApp;

  beforeAll(async () => {
    product = await startTestApp();
  });
  afterAll(() => product.close());

  it('is the document of the running server; after a change run npm run docs:openapi', async () => {
    const answer = await fetch(`${product.baseUrl}/docs/openapi.json`);
    expect(JSON.parse(readFileSync(FILE, 'utf8'))).toEqual(await answer.json());
  });
});
