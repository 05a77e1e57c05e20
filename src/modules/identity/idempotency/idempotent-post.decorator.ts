import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import { AlsoRefused } from '../../../platform/http/answers/answers.decorator.js';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { IDEMPOTENT_POST, type IdempotentPostOptions } from './idempotent-route.js';

/**
 * Goes on every POST that creates time or money. A request with `Idempotency-Key` runs once, no matter how often it is
 * sent.
 */
export const IdempotentPost = (options: IdempotentPostOptions = {}) =>
  applyDecorators(
    SetMetadata(IDEMPOTENT_POST, options),
    // 409: the first call is still in progress. 422: the key was used for a different request.
    AlsoRefused(409, 422),
    UseInterceptors(IdempotencyInterceptor),
  );
