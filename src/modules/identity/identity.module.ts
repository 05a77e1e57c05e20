import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { MongooseModule } from '@nestjs/mongoose';
import { AccessGuard } from './access.guard.js';
import { AccountSetupController } from './account-setup/account-setup.controller.js';
import { AccountSetupService } from './account-setup/account-setup.service.js';
import { AttemptLimit } from './attempts/attempt-limit.js';
import { ATTEMPTS, attemptSchema } from './attempts/attempt.schema.js';
import { AttemptsRepository } from './attempts/attempts.repository.js';
import { CallLimitGuard } from './call-limit.guard.js';
import { CallLimits } from './call-limits.js';
import { CredentialCheck } from './credentials/credential-check.js';
import { CREDENTIALS, credentialSchema } from './credentials/credential.schema.js';
import { CredentialsController } from './credentials/credentials.controller.js';
import { CredentialsRepository } from './credentials/credentials.repository.js';
import { CredentialsService } from './credentials/credentials.service.js';
import { EmergencyAccessController } from './emergency/emergency-access.controller.js';
import { EmergencyAccessRepository } from './emergency/emergency-access.repository.js';
import { EMERGENCY_ACCESS, emergencyAccessSchema } from './emergency/emergency-access.schema.js';
import { EmergencyAccessService } from './emergency/emergency-access.service.js';
import { EmergencyRecordPart } from './emergency/emergency-record-part.js';
import { IDEMPOTENCY_KEYS, idempotencyKeySchema } from './idempotency/idempotency-key.schema.js';
import { IdempotencyKeysRepository } from './idempotency/idempotency-keys.repository.js';
import { IdempotencyService } from './idempotency/idempotency.service.js';
import { SESSIONS, sessionSchema } from './sessions/session.schema.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { SessionsRepository } from './sessions/sessions.repository.js';
import { SessionsService } from './sessions/sessions.service.js';
import { SignInService } from './sessions/sign-in.service.js';
import { KnownStaff } from './users/known-staff.js';
import { USERS, userSchema } from './users/user.schema.js';
import { UsersController } from './users/users.controller.js';
import { UsersRepository } from './users/users.repository.js';
import { UsersService } from './users/users.service.js';

@Global()
@Module({
  imports: [
    MongooseModule.forFeature([
      { name: CREDENTIALS, schema: credentialSchema },
      { name: USERS, schema: userSchema },
      { name: SESSIONS, schema: sessionSchema },
      { name: ATTEMPTS, schema: attemptSchema },
      { name: EMERGENCY_ACCESS, schema: emergencyAccessSchema },
      { name: IDEMPOTENCY_KEYS, schema: idempotencyKeySchema },
    ]),
  ],
  controllers: [
    CredentialsController,
    UsersController,
    SessionsController,
    AccountSetupController,
    EmergencyAccessController,
  ],
  providers: [
    EmergencyRecordPart,
    CredentialsRepository,
    CallLimitGuard,
    CallLimits,
    CredentialCheck,
    CredentialsService,
    UsersRepository,
    KnownStaff,
    UsersService,
    SessionsRepository,
    SessionsService,
    AttemptsRepository,
    AttemptLimit,
    SignInService,
    AccountSetupService,
    EmergencyAccessRepository,
    EmergencyAccessService,
    IdempotencyKeysRepository,
    IdempotencyService,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [CredentialsService, IdempotencyService, UsersService, KnownStaff],
})
export class IdentityModule {}
