import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { MongooseModule } from '@nestjs/mongoose';
import { ThrottlerModule } from '@nestjs/throttler';
import { AccessGuard } from './access.guard.js';
import { CREDENTIALS, credentialSchema } from './credential.schema.js';
import { CredentialsController } from './credentials.controller.js';
import { CredentialsRepository } from './credentials.repository.js';
import { CredentialsService } from './credentials.service.js';

const WINDOW_MILLIS = 60_000;
const CALLS_PER_WINDOW_MAX = 120;

@Global()
@Module({
  imports: [
    MongooseModule.forFeature([{ name: CREDENTIALS, schema: credentialSchema }]),
    ThrottlerModule.forRoot([{ ttl: WINDOW_MILLIS, limit: CALLS_PER_WINDOW_MAX }]),
  ],
  controllers: [CredentialsController],
  providers: [CredentialsRepository, CredentialsService, { provide: APP_GUARD, useClass: AccessGuard }],
  exports: [CredentialsService],
})
export class IdentityModule {}
