import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../../app.module.js';
import type { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { createLogger } from '../../platform/logging/create-logger.js';
import { NestLogger } from '../../platform/logging/nest-logger.js';

const KEY_BYTES = 32;
/** Standard error is for progress. The log adds only what went wrong. */
const LOG_LEVEL = 'warn';

/** The product's services, without a server. The store and its keys are gone when the application closes. */
export function openThrowAwayApp(clock: Clock): Promise<INestApplicationContext> {
  const logger = createLogger(LOG_LEVEL);
  const keys = { current: 'k1', lookup: 'k1', keys: { k1: randomBytes(KEY_BYTES) } };
  const config = new Config({ TALLY_DATA_DIR: tmpdir() });
  const options = { config, logger, keys, clock, schedule: false, throwAway: true };
  return NestFactory.createApplicationContext(AppModule.forRoot(options), {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
}
