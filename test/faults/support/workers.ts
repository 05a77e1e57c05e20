import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { FixedClock } from '../../../src/cli/app/fixed-clock.js';
import { parseInstant, type Instant } from '../../../src/domain/time/instant.js';
import { AuditModule } from '../../../src/modules/audit/audit.module.js';
import { BillingModule } from '../../../src/modules/billing/billing.module.js';
import { IdentityModule } from '../../../src/modules/identity/identity.module.js';
import { RecordsModule } from '../../../src/modules/records/records.module.js';
import { ClockModule } from '../../../src/platform/clock/clock.module.js';
import { Config } from '../../../src/platform/config/config.js';
import { ConfigModule } from '../../../src/platform/config/config.module.js';
import { CryptoModule } from '../../../src/platform/crypto/crypto.module.js';
import { openKeyRing } from '../../../src/platform/crypto/keys/open-key-ring.js';
import { openDatabase } from '../../../src/platform/database/database.js';
import { createLogger } from '../../../src/platform/logging/create-logger.js';
import { LoggingModule } from '../../../src/platform/logging/logging.module.js';

const NOW = parseInstant('2026-06-15T12:00:00Z') as Instant;

@Module({})
class SharedStore {}

@Module({})
class WorkerRoot {}

export interface Workers {
  readonly apps: readonly INestApplicationContext[];
  close(): Promise<void>;
}

/** Instances of the product that do not know each other and work on one store. */
export async function openWorkers(folder: string, count: number): Promise<Workers> {
  const connection = await openDatabase({ dataDir: folder, durability: 'none' });
  const config = new Config({ TALLY_DATA_DIR: folder });
  const apps = await Promise.all(Array.from({ length: count }, () => openWorker(config, connection)));
  return {
    apps,
    async close() {
      for (const app of apps) await app.close();
      await connection.close();
    },
  };
}

function openWorker(config: Config, connection: Connection): Promise<INestApplicationContext> {
  const store = {
    module: SharedStore,
    global: true,
    providers: [{ provide: getConnectionToken(), useValue: connection }],
    exports: [getConnectionToken()],
  };
  const imports = [
    ConfigModule.forRoot(config),
    ClockModule.forRoot(new FixedClock(NOW)),
    LoggingModule.forRoot(createLogger('error')),
    CryptoModule.forRoot(openKeyRing(config).ring),
    store,
    RecordsModule,
    AuditModule,
    IdentityModule,
    BillingModule,
  ];
  return NestFactory.createApplicationContext(
    { module: WorkerRoot, imports },
    { logger: false, abortOnError: false },
  );
}
