import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { z } from 'zod';
import { FieldCipher } from '../../platform/crypto/field-cipher.js';
import { KeyFileService } from '../../platform/crypto/keys/key-file.service.js';
import { StoreHealth } from '../../platform/database/store-health.js';
import { count } from '../../platform/http/answers/answer-fields.js';
import { Answers } from '../../platform/http/answers/answers.decorator.js';
import { LocalOnly } from '../../platform/http/local/local-only.decorator.js';
import { DisclosesNothing } from '../audit/disclosure/discloses.decorator.js';
import { SealedWalk, type WalkPage } from './sealed-walk.js';

const PAGE_MAX = 1000;
const NAME_MAX = 600;

const name = z.string().min(1).max(NAME_MAX);
const walkBody = z.strictObject({
  from: z
    .strictObject({ collection: name, practiceId: name, after: name.nullable() })
    .nullable()
    .default(null)
    .describe('`next` of the page before'),
  rewrite: z.boolean().default(false).describe('whether stale values are written under the current key'),
  limit: z.int().min(1).max(PAGE_MAX).default(500),
});

const currentAnswer = z.strictObject({ current: z.string() });
const walkAnswer = z.strictObject({
  next: z.strictObject({ collection: name, practiceId: name, after: name.nullable() }).nullable(),
  documents: count,
  values: z.record(z.string(), z.record(z.string(), count)).describe('by field and key, after this stretch'),
  rewritten: count,
  unreadable: count,
});

/** The keys that identifiers are encrypted under: for the owner of the data folder alone, over all practices. */
@Controller('keys')
@LocalOnly()
export class KeysController {
  constructor(
    private readonly cipher: FieldCipher,
    private readonly file: KeyFileService,
    private readonly walk: SealedWalk,
    private readonly health: StoreHealth,
  ) {}

  /** The key that this process encrypts under. */
  @Get()
  @DisclosesNothing()
  @Answers({ 200: currentAnswer })
  current(): { readonly current: string } {
    return { current: this.cipher.currentKeyId };
  }

  /** Reads the key file again. */
  @Post('reload')
  @HttpCode(200)
  @DisclosesNothing()
  @Answers({ 200: currentAnswer })
  async reload(): Promise<{ readonly current: string }> {
    this.file.reload();
    // The store's own mark of its keys must not need an older one.
    await this.health.checkKeys();
    return this.current();
  }

  /** One stretch of all encrypted values: counts them by key, and rewrites those under another key than the current one. */
  @Post('walk')
  @HttpCode(200)
  @DisclosesNothing()
  @Answers({ 200: walkAnswer })
  page(@Body({ schema: walkBody }) { from, limit, rewrite }: z.output<typeof walkBody>): Promise<WalkPage> {
    return this.walk.page(from, { limit, rewrite });
  }
}
