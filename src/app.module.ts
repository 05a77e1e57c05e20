import { Inject, Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
import { ScheduleModule } from '@nestjs/schedule';
import type { Connection } from 'mongoose';
import type { Logger } from 'pino';
import { AuditModule } from './modules/audit/audit.module.js';
import { BillingModule } from './modules/billing/billing.module.js';
import { ClaimsModule } from './modules/claims/claims.module.js';
import { DevicesModule } from './modules/devices/devices.module.js';
import { EncountersModule } from './modules/encounters/encounters.module.js';
import { EnrollmentsModule } from './modules/enrollments/enrollments.module.js';
import { IdentityModule } from './modules/identity/identity.module.js';
import { OperationsModule } from './modules/operations/operations.module.js';
import { PatientRecordsModule } from './modules/patient-records/patient-records.module.js';
import { PatientsModule } from './modules/patients/patients.module.js';
import { PracticesModule } from './modules/practices/practices.module.js';
import { ReadingsModule } from './modules/readings/readings.module.js';
import { RecordsModule } from './modules/records/records.module.js';
import { RulebookReleasesModule } from './modules/rulebook-releases/rulebook-releases.module.js';
import { TimeTrackingModule } from './modules/time-tracking/time-tracking.module.js';
import { Clock, SystemClock } from './platform/clock/clock.js';
import { ClockModule } from './platform/clock/clock.module.js';
import { Config } from './platform/config/config.js';
import { ConfigModule } from './platform/config/config.module.js';
import { CryptoModule } from './platform/crypto/crypto.module.js';
import type { KeyRing } from './platform/crypto/keys/key-ring.js';
import { ensureIndexes, type DatabaseConfig } from './platform/database/database.js';
import { DatabaseModule } from './platform/database/database.module.js';
import { StoreHealth } from './platform/database/store-health.js';
import { HttpModule } from './platform/http/http.module.js';
import { LoggingModule } from './platform/logging/logging.module.js';

/** How the server, a command and a test differ. */
export interface AppOptions {
  readonly config: Config;
  readonly logger: Logger;
  readonly keys: KeyRing;
  readonly clock?: Clock;
  /** Whether this process runs the hourly closing. Commands do not. The default is in the configuration. */
  readonly schedule?: boolean;
  /** Uses a store that lasts only as long as the process, whatever the configuration says. For runs over files. */
  readonly throwAway?: boolean;
}

/** The composition root: everything that any entry point of the product needs. */
@Module({})
export class AppModule implements OnModuleInit {
  constructor(
    @Inject(getConnectionToken()) private readonly connection: Connection,
    private readonly health: StoreHealth,
  ) {}

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
        DatabaseModule.forRoot(databaseOf(options)),
        HttpModule,
        RecordsModule,
        AuditModule,
        IdentityModule,
        PracticesModule,
        PatientsModule,
        DevicesModule,
        EnrollmentsModule,
        ReadingsModule,
        TimeTrackingModule,
        EncountersModule,
        RulebookReleasesModule,
        BillingModule,
        ClaimsModule,
        PatientRecordsModule,
        OperationsModule,
        ...(schedule ? [ScheduleModule.forRoot()] : []),
      ],
    };
  }

  /**
   * Runs before anything is served. An index that cannot be created, or keys that do not fit the store, stop the start.
   */
  async onModuleInit(): Promise<void> {
    await ensureIndexes(this.connection);
    await this.health.checkKeys();
  }
}

function databaseOf({ config, throwAway }: AppOptions): DatabaseConfig {
  const { dataDir, mongodbUri } = config;
  if (throwAway === true) return { dataDir, inMemory: true };
  return { dataDir, mongodbUri: mongodbUri ?? undefined };
}
