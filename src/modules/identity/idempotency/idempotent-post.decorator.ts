import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { IDEMPOTENT_POST, type IdempotentPostOptions } from './idempotent-route.js';

/** On every POST that creates time or money: a request with `Idempotency-Key` is done once, however often it is sent. */
export const IdempotentPost = (options: IdempotentPostOptions = {}) =>
  applyDecorators(SetMetadata(IDEMPOTENT_POST, options), UseInterceptors(IdempotencyInterceptor));
