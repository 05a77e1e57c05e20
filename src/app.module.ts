import { Module, type DynamicModule } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { ScheduleModule } from '@nestjs/schedule';
import type { Logger } from 'pino';
import { AuditModule } from './modules/audit/audit.module.js';
import { IdentityModule } from './modules/identity/identity.module.js';
import { Clock, SystemClock } from './platform/clock/clock.js';
import { ClockModule } from './platform/clock/clock.module.js';
import { Config } from './platform/config/config.js';
import { ConfigModule } from './platform/config/config.module.js';
import { CryptoModule } from './platform/crypto/crypto.module.js';
import type { KeyRing } from './platform/crypto/key-ring.js';
import { HttpModule } from './platform/http/http.module.js';
import { LoggingModule } from './platform/logging/logging.module.js';

/** What differs between the server, a command and a test. */
export interface AppOptions {
  readonly config: Config;
  readonly logger: Logger;
  readonly keys: KeyRing;
  readonly clock?: Clock;
  /** Whether this process runs the hourly closing; commands do not. Default: as the configuration says. */
  readonly schedule?: boolean;
}

/** The composition root: everything that any door of the product needs. */
@Module({})
export class AppModule {
  static forRoot(options: AppOptions): DynamicModule {
    const { config } = options;
    const schedule = options.schedule ?? config.schedule;
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(config),
        ClockModule.forRoot(options.clock ?? new SystemClock()),
        LoggingModule.forRoot(options.logger),
        CryptoModule.forRoot(options.keys),
        MongooseModule.forRoot(config.mongodbUri ?? '', { autoIndex: false }),
        HttpModule,
        AuditModule,
        IdentityModule,
        ...(schedule ? [ScheduleModule.forRoot()] : []),
      ],
    };
  }
}
