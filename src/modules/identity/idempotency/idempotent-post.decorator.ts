import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import { AlsoRefused } from '../../../platform/http/answers/answers.decorator.js';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { IDEMPOTENT_POST, type IdempotentPostOptions } from './idempotent-route.js';

/** On every POST that creates time or money: a request with `Idempotency-Key` is done once, however often it is sent. */
export const IdempotentPost = (options: IdempotentPostOptions = {}) =>
  applyDecorators(
    SetMetadata(IDEMPOTENT_POST, options),
    // Worked on by another call, or used for another request.
    AlsoRefused(409, 422),
    UseInterceptors(IdempotencyInterceptor),
  );
