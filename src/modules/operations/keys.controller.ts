import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { z } from 'zod';
import { FieldCipher } from '../../platform/crypto/field-cipher.js';
import { KeyFileService } from '../../platform/crypto/keys/key-file.service.js';
import { StoreHealth } from '../../platform/database/store-health.js';
import { Answers } from '../../platform/http/answers/answers.decorator.js';
import { LocalOnly } from '../../platform/http/local/local-only.decorator.js';
import { DisclosesNothing } from '../audit/disclosure/discloses.decorator.js';
import { walkAnswer, walkPosition, type WalkAnswer } from './sealed-walk.answer.js';
import { SealedWalk } from './sealed-walk.js';

const PAGE_MAX = 1000;

const walkBody = z.strictObject({
  from: walkPosition.nullable().default(null).describe('`next` of the previous page'),
  rewrite: z.boolean().default(false).describe('whether to reencrypt values under the current key'),
  limit: z.int().min(1).max(PAGE_MAX).default(500),
});

const currentAnswer = z.strictObject({ current: z.string() });

/** The encryption keys of identifiers, for all practices. Only the owner of the data folder may call these routes. */
@Controller('keys')
@LocalOnly()
export class KeysController {
  constructor(
    private readonly cipher: FieldCipher,
    private readonly file: KeyFileService,
    private readonly walk: SealedWalk,
    private readonly health: StoreHealth,
  ) {}

  /** The id of the key that this process encrypts with. */
  @Get()
  @DisclosesNothing()
  @Answers({ 200: currentAnswer })
  current(): { readonly current: string } {
    return { current: this.cipher.currentKeyId };
  }

  /** Reloads the key file. */
  @Post('reload')
  @HttpCode(200)
  @DisclosesNothing()
  @Answers({ 200: currentAnswer })
  async reload(): Promise<{ readonly current: string }> {
    this.file.reload();
    // Rewrites the store's own key probe if it is under an older key.
    await this.health.checkKeys();
    return this.current();
  }

  /** Walks one page of all encrypted values. Counts them by key and, on request, reencrypts those under an older key. */
  @Post('walk')
  @HttpCode(200)
  @DisclosesNothing()
  @Answers({ 200: walkAnswer })
  page(@Body({ schema: walkBody }) { from, limit, rewrite }: z.output<typeof walkBody>): Promise<WalkAnswer> {
    return this.walk.page(from, { limit, rewrite });
  }
}
