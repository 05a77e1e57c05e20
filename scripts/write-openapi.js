// Writes docs/openapi.json: the API documentation that the server gives at /docs/openapi.json, with sorted members.
import './ensure-build.js';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { AppModule } = await import('../dist/app.module.js');
const { createHttpApp, fastifyOf } = await import('../dist/app.setup.js');
const { Config } = await import('../dist/platform/config/config.js');
const { createLogger } = await import('../dist/platform/logging/create-logger.js');

const logger = createLogger('error');
const config = new Config({ TALLY_DATA_DIR: tmpdir() });
const keys = { current: 'k1', lookup: 'k1', keys: { k1: randomBytes(32) } };
const app = await createHttpApp(
  AppModule.forRoot({ config, logger, keys, schedule: false, throwAway: true }),
  logger,
);
try {
  await app.init();
  const answer = await fastifyOf(app).inject({ url: '/docs/openapi.json' });
  if (answer.statusCode !== 200) throw new Error(`/docs/openapi.json answered ${answer.statusCode}`);
  const text = JSON.stringify(sorted(JSON.parse(answer.body)), null, 2);
  writeFileSync(join(import.meta.dirname, '..', 'docs', 'openapi.json'), `${text}\n`);
} finally {
  await app.close();
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]));
}
