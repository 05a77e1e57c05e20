// The product's services over a data folder, without HTTP, so that a process that will be killed starts fast.
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { getConnectionToken } from '@nestjs/mongoose';
import { FixedClock } from '../../../dist/cli/app/fixed-clock.js';
import { AuditModule } from '../../../dist/modules/audit/audit.module.js';
import { BillingModule } from '../../../dist/modules/billing/billing.module.js';
import { IdentityModule } from '../../../dist/modules/identity/identity.module.js';
import { RecordsModule } from '../../../dist/modules/records/records.module.js';
import { ClockModule } from '../../../dist/platform/clock/clock.module.js';
import { Config } from '../../../dist/platform/config/config.js';
import { ConfigModule } from '../../../dist/platform/config/config.module.js';
import { CryptoModule } from '../../../dist/platform/crypto/crypto.module.js';
import { openKeyRing } from '../../../dist/platform/crypto/keys/open-key-ring.js';
import { ensureIndexes } from '../../../dist/platform/database/database.js';
import { DatabaseModule } from '../../../dist/platform/database/database.module.js';
import { createLogger } from '../../../dist/platform/logging/create-logger.js';
import { LoggingModule } from '../../../dist/platform/logging/logging.module.js';

/** Later than all evidence, so that the clock refuses nothing. */
const NOW = Date.parse('2026-06-15T12:00:00Z');

class FaultRoot {}

/** The services of the server and the commands. Everything written is durable before it is answered. */
export async function openProduct(folder) {
  const config = new Config({ TALLY_DATA_DIR: folder });
  const { ring } = openKeyRing(config);
  const app = await NestFactory.createApplicationContext(
    {
      module: FaultRoot,
      imports: [
        ConfigModule.forRoot(config),
        ClockModule.forRoot(new FixedClock(NOW)),
        LoggingModule.forRoot(createLogger('warn')),
        CryptoModule.forRoot(ring),
        DatabaseModule.forRoot({ dataDir: folder }),
        RecordsModule,
        AuditModule,
        IdentityModule,
        BillingModule,
      ],
    },
    { logger: false, abortOnError: false },
  );
  await ensureIndexes(app.get(getConnectionToken()));
  return app;
}

/** Prints one line to the parent process. It is written before the next statement runs, because a pipe is synchronous. */
export function report(line) {
  process.stdout.write(`${line}\n`);
}

/** The order: the first line of standard input, as JSON. */
export function order() {
  return new Promise((resolve) => {
    let text = '';
    process.stdin.setEncoding('utf8').on('data', (piece) => {
      text += piece;
      const end = text.indexOf('\n');
      if (end !== -1) resolve(JSON.parse(text.slice(0, end)));
    });
  });
}
