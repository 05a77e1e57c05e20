import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../../src/app.module.js';
import { baseUrlOf, createHttpApp } from '../../src/app.setup.js';
import { jobPrincipal, type Scope } from '../../src/modules/caller/principal.js';
import { CredentialsService } from '../../src/modules/identity/credentials/credentials.service.js';
import { Config } from '../../src/platform/config/config.js';
import type { KeyRing } from '../../src/platform/crypto/keys/key-ring.js';
import { createLogger } from '../../src/platform/logging/create-logger.js';
import { AuditedAnswers } from './audited-answers.js';
import { ConformingAnswers } from './conforming-answers.js';
import { MovedClock } from './moved-clock.js';
import { withDatabase } from './with-database.js';

const DEFAULT_NOW = '2026-03-01T12:00:00Z';
const KEY_BYTES = 32;

export interface TestAppOptions {
  /** Where the moved clock starts: ISO 8601 with an offset. */
  readonly now?: string;
  /** Settings over those of the test, as environment variables. */
  readonly env?: Readonly<Record<string, string>>;
  /** Modules added to the product's, for routes that only a test needs. */
  readonly imports?: DynamicModule['imports'];
}

/** The holder of a token: a gateway if it has a source, else a person. */
interface TestTokenHolder {
  readonly source?: string;
  readonly staffId?: string;
  readonly principalId?: string;
}

export interface TestApp {
  readonly app: NestFastifyApplication;
  readonly baseUrl: string;
  readonly clock: MovedClock;
  readonly config: Config;
  /** What the application logged so far. */
  readonly logLines: readonly string[];
  issueToken(scopes: readonly Scope[], practiceId: string, holder?: TestTokenHolder): Promise<string>;
  /** Also checks every answer against the audit log and the API documentation, and throws if they differ. */
  close(): Promise<void>;
}

/** Starts the product on a free port, with a moved clock and an empty store (a fresh folder, or a fresh database of MONGODB_URI). */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const folder = mkdtempSync(join(tmpdir(), 'tally-test-'));
  const config = new Config({
    TALLY_DATA_DIR: folder,
    LOG_LEVEL: 'info',
    TALLY_SCHEDULE: 'off',
    TALLY_CALLS_PER_MINUTE: '0',
    ...freshDatabase(),
    ...options.env,
  });
  const clock = new MovedClock(options.now ?? DEFAULT_NOW);
  const logLines: string[] = [];
  const logger = createLogger(config.logLevel, { write: (line) => void logLines.push(line) });
  const product = AppModule.forRoot({ config, logger, keys: testKeys(), clock });
  const app = await createHttpApp(withExtra(product, options.imports ?? []), logger);
  const audited = AuditedAnswers.watch(app);
  const conforming = ConformingAnswers.watch(app);
  await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    app,
    baseUrl: baseUrlOf(app),
    clock,
    config,
    logLines,
    async issueToken(scopes, practiceId, holder = {}) {
      const { source = null, staffId = null } = holder;
      const principalId = holder.principalId ?? source ?? staffId ?? 'tester';
      const kind = source === null ? 'person' : 'gateway';
      const request = { kind, principalId, scopes, source, staffId } as const;
      const { token } = await app.get(CredentialsService).issue(jobPrincipal(practiceId), request);
      return token;
    },
    async close() {
      try {
        await conforming.verify();
        await audited.verify();
      } finally {
        await app.close();
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

function withExtra(product: DynamicModule, imports: NonNullable<DynamicModule['imports']>): DynamicModule {
  return { ...product, imports: [...(product.imports ?? []), ...imports] };
}

/** With MONGODB_URI set: the same server, but a fresh database. */
function freshDatabase(): Record<string, string> {
  const given = process.env['MONGODB_URI'];
  if (given === undefined || given === '') return {};
  return { MONGODB_URI: withDatabase(given, `tally_test_${randomBytes(6).toString('hex')}`) };
}

function testKeys(): KeyRing {
  return { current: 'k1', lookup: 'k1', keys: { k1: randomBytes(KEY_BYTES) } };
}
