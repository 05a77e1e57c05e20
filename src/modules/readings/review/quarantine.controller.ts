import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { PROBLEM } from '../../../platform/errors/problem.js';
import { Answers } from '../../../platform/http/answers/answers.decorator.js';
import { Discloses } from '../../audit/disclosure/discloses.decorator.js';
import { ofRecords } from '../../audit/disclosure/disclosure.js';
import { CurrentPrincipal } from '../../caller/current-principal.decorator.js';
import type { Principal } from '../../caller/principal.js';
import { RequireScopes } from '../../caller/require-scopes.decorator.js';
import { readingPageAnswer, toReadingPageAnswer, type ReadingPageAnswer } from '../reading.answer.js';
import { quarantineQuery, type QuarantineQuery } from '../readings-query.input.js';
import { ReadingReviewService } from './reading-review.service.js';
import { resolutionBody, type ResolutionBody } from './review.input.js';
import { reviewedAnswer, toReviewedAnswer, type ReviewedAnswer } from './reviewed.answer.js';

@Controller('quarantine')
export class QuarantineController {
  constructor(private readonly review: ReadingReviewService) {}

  /** Lists readings that cannot be attributed to exactly one patient, in order of measurement. */
  @Get()
  @RequireScopes('readings:read')
  @Discloses('readings', ({ items }: ReadingPageAnswer) => ofRecords(items))
  @Answers({ 200: readingPageAnswer })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: quarantineQuery }) { cursor, limit }: QuarantineQuery,
  ) {
    return toReadingPageAnswer(await this.review.quarantine(principal, { cursor: cursor ?? null, limit }));
  }

  /** Attributes the reading again from the current records, or discards it. */
  @Post(':id/resolve')
  @HttpCode(200)
  @RequireScopes('records:write')
  @Discloses('readings', ({ reading }: ReviewedAnswer) => ofRecords([reading]))
  @Answers({ 200: reviewedAnswer, 404: PROBLEM, 409: PROBLEM })
  async resolve(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: resolutionBody }) { action, reason }: ResolutionBody,
  ) {
    const outcome =
      action === 'discard'
        ? await this.review.discard(principal, id, reason)
        : await this.review.release(principal, id, reason);
    return toReviewedAnswer(outcome);
  }
}
