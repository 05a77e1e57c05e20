import { Global, Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { openDatabase, type DatabaseConfig } from './database.js';
import { guardTenants } from './tenants/guard-tenants.js';

/** Opens the database for the whole application and closes it on shutdown. */
@Global()
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(@Inject(getConnectionToken()) private readonly connection: Connection) {}

  static forRoot(config: DatabaseConfig): DynamicModule {
    const connection = {
      provide: getConnectionToken(),
      useFactory: async () => guardTenants(await openDatabase(config)),
    };
    return { module: DatabaseModule, providers: [connection], exports: [connection] };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.connection.close();
  }
}
