import { Global, Module, type DynamicModule } from '@nestjs/common';
import { FieldCipher } from './field-cipher.js';
import { KeyFileService } from './keys/key-file.service.js';
import type { KeyRing } from './keys/key-ring.js';
import { LogSigner } from './log-signer.js';
import { PasswordHasher } from './passwords/password-hasher.js';

@Global()
@Module({})
export class CryptoModule {
  static forRoot(keys: KeyRing): DynamicModule {
    return {
      module: CryptoModule,
      providers: [
        { provide: FieldCipher, useFactory: () => new FieldCipher(keys) },
        { provide: LogSigner, useFactory: () => new LogSigner(keys) },
        PasswordHasher,
        KeyFileService,
      ],
      exports: [FieldCipher, KeyFileService, LogSigner, PasswordHasher],
    };
  }
}
