import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { MongooseModule } from '@nestjs/mongoose';
import { AccessGuard } from './access.guard.js';
import { CallLimitGuard } from './call-limit.guard.js';
import { CREDENTIALS, credentialSchema } from './credential.schema.js';
import { CredentialsController } from './credentials.controller.js';
import { CredentialsRepository } from './credentials.repository.js';
import { CredentialsService } from './credentials.service.js';
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
    ]),
  ],
  controllers: [CredentialsController, UsersController],
  providers: [
    CredentialsRepository,
    CallLimitGuard,
    CredentialsService,
    UsersRepository,
    UsersService,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [CredentialsService],
})
export class IdentityModule {}
