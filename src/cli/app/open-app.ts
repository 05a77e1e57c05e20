import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule, type AppOptions } from '../../app.module.js';
import type { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { openKeyRing } from '../../platform/crypto/keys/open-key-ring.js';
import { createLogger } from '../../platform/logging/create-logger.js';
import { NestLogger } from '../../platform/logging/nest-logger.js';

const KEY_BYTES = 32;
/** Standard error of a command is for progress; the log adds what went wrong. */
const LOG_LEVEL = 'warn';

/** The product's services over the configured store, without a server. */
export function openApp(config: Config): Promise<INestApplicationContext> {
  const logger = createLogger(LOG_LEVEL);
  const { ring: keys, createdFile } = openKeyRing(config);
  if (createdFile !== null) process.stderr.write(`made a new key file: ${createdFile} (back it up)\n`);
  return open({ config, logger, keys, schedule: false });
}

/** The same over a store and keys that are gone when the application closes. */
export function openThrowAwayApp(clock: Clock): Promise<INestApplicationContext> {
  const keys = { current: 'k1', lookup: 'k1', keys: { k1: randomBytes(KEY_BYTES) } };
  const config = new Config({ TALLY_DATA_DIR: tmpdir() });
  return open({ config, logger: createLogger(LOG_LEVEL), keys, clock, schedule: false, throwAway: true });
}

async function open(options: AppOptions): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(AppModule.forRoot(options), {
    logger: new NestLogger(options.logger),
    abortOnError: false,
  });
}
