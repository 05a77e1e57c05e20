import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { PROBLEM } from '../../../platform/errors/problem.js';
import { Answers } from '../../../platform/http/answers/answers.decorator.js';
import { Discloses } from '../../audit/disclosure/discloses.decorator.js';
import { ofRecords } from '../../audit/disclosure/disclosure.js';
import { CurrentPrincipal } from '../../caller/current-principal.decorator.js';
import type { Principal } from '../../caller/principal.js';
import { RequireScopes } from '../../caller/require-scopes.decorator.js';
import { readingPageAnswer, toPageView, type ReadingPage } from '../reading.answer.js';
import {
  quarantineQuery,
  resolutionBody,
  type QuarantineQuery,
  type ResolutionBody,
} from '../readings-query.input.js';
import { ReadingReviewService } from './reading-review.service.js';
import { reviewed, reviewedAnswer, type Reviewed } from './reviewed.answer.js';

@Controller('quarantine')
export class QuarantineController {
  constructor(private readonly review: ReadingReviewService) {}

  /** Readings that no one patient can be named for, by instant of measurement. */
  @Get()
  @RequireScopes('readings:read')
  @Discloses('readings', ({ items }: ReadingPage) => ofRecords(items))
  @Answers({ 200: readingPageAnswer })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: quarantineQuery }) { cursor, limit }: QuarantineQuery,
  ) {
    return toPageView(await this.review.quarantine(principal, { cursor: cursor ?? null, limit }));
  }

  /** Looks at the records again now, or sets the reading aside for good. */
  @Post(':id/resolve')
  @HttpCode(200)
  @RequireScopes('records:write')
  @Discloses('readings', ({ reading }: Reviewed) => ofRecords([reading]))
  @Answers({ 200: reviewedAnswer, 404: PROBLEM, 409: PROBLEM })
  async resolve(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: resolutionBody }) { action, reason }: ResolutionBody,
  ) {
    const answer =
      action === 'discard'
        ? await this.review.discard(principal, id, reason)
        : await this.review.release(principal, id, reason);
    return reviewed(answer);
  }
}
