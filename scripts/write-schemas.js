// Writes docs/schemas from the schemas that the product checks its inputs with.
import './ensure-build.js';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const { jsonSchemas } = await import('../dist/cli/exchange/json-schemas.js');
const folder = join(import.meta.dirname, '..', 'docs', 'schemas');
mkdirSync(folder, { recursive: true });
for (const [file, text] of jsonSchemas()) writeFileSync(join(folder, file), text);
