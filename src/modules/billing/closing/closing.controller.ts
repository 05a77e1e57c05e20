import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import {
  notBilledViews,
  parkedView,
  type NotBilledView,
  type ParkedView,
} from '../../../domain/charges/explain/charge-view.js';
import { explainNotBilled, type Explanation } from '../../../domain/charges/explain/explain.js';
import { reviewItems, type ReviewItem } from '../../../domain/charges/explain/review-items.js';
import { Clock } from '../../../platform/clock/clock.js';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { PROBLEM } from '../../../platform/errors/problem.js';
import { pageAnswer } from '../../../platform/http/answers/answer-fields.js';
import { Answers } from '../../../platform/http/answers/answers.decorator.js';
import { Discloses } from '../../audit/disclosure/discloses.decorator.js';
import { ofRecords, ofSources, type Disclosure } from '../../audit/disclosure/disclosure.js';
import { CurrentPrincipal } from '../../caller/current-principal.decorator.js';
import type { Principal } from '../../caller/principal.js';
import { RequireScopes } from '../../caller/require-scopes.decorator.js';
import { IdempotentPost } from '../../identity/idempotency/idempotent-post.decorator.js';
import { found } from '../../records/put-request.js';
import type { CloseReport } from '../billing.options.js';
import { BillingRepository } from '../charges/billing.repository.js';
import { BillingService, queryOf } from '../charges/billing.service.js';
import {
  closeReportAnswer,
  notBilledAnswer,
  parkedAnswer,
  releasedAnswer,
  reviewItemAnswer,
} from '../charges/charge.answer.js';
import {
  closingRunBody,
  notBilledParameter,
  notBilledQuery,
  parkedQuery,
  reasonBody,
  reviewItemsQuery,
  sourceIdParameter,
  type NotBilledQuery,
} from '../charges/charges.input.js';
import { explanationDisclosure } from '../charges/explanation-disclosure.js';
import { explanationAnswer } from '../charges/explanation.answer.js';
import { pageOf, type AnswerPage } from '../charges/source-page.js';
import { ParkingService, type ReleaseAnswer } from './parking.service.js';

/** Closes periods that are over, and lists what closing did not charge or could not decide. */
@Controller()
export class ClosingController {
  constructor(
    private readonly billing: BillingService,
    private readonly repository: BillingRepository,
    private readonly parking: ParkingService,
    private readonly clock: Clock,
  ) {}

  /** Closes the practice, or some patients, as of now or an earlier moment. `dryRun` only reports what it would do. */
  @Post('closing-runs')
  @IdempotentPost()
  @HttpCode(200)
  @RequireScopes('billing:write')
  @Discloses('chargeSources', reportDisclosure)
  @Answers({ 200: closeReportAnswer })
  close(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: closingRunBody }) body: z.output<typeof closingRunBody>,
  ): Promise<CloseReport> {
    const asOf = body.asOf ?? this.clock.now();
    if (asOf > this.clock.now())
      throw new ProblemError(400, 'The input is not valid.', [
        { path: 'asOf', message: 'must not be in the future' },
      ]);
    const options = {
      asOf,
      dryRun: body.dryRun,
      ...(body.graceDays !== undefined && { graceDays: body.graceDays }),
    };
    return body.patientIds
      ? this.billing.closePatients(principal, body.patientIds, options)
      : this.billing.closeAll(principal, options);
  }

  @Get('not-billed')
  @RequireScopes('billing:read')
  @Discloses('notBilled', ({ items }: AnswerPage<NotBilledView>, { query }) =>
    ofSources(items, query['patientId']),
  )
  @Answers({ 200: pageAnswer(notBilledAnswer) })
  notBilled(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: notBilledQuery }) { cursor, limit, month, patientId, reason }: NotBilledQuery,
  ): Promise<AnswerPage<NotBilledView>> {
    const filter = { ...(month && { month }), ...(patientId && { patientId }) };
    return pageOf(
      (fromId) => this.billing.sources(principal, queryOf(filter), fromId),
      ({ source }) => notBilledViews(source).filter((view) => reason === undefined || view.reason === reason),
      { cursor, limit },
    );
  }

  /** What is missing, in clinical terms, with everything that was counted. */
  @Get('not-billed/:sourceId/:code/explain')
  @RequireScopes('billing:read')
  @Discloses('notBilled', explanationDisclosure)
  @Answers({ 200: explanationAnswer, 404: PROBLEM })
  async explain(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: notBilledParameter }) { sourceId, code }: z.output<typeof notBilledParameter>,
  ): Promise<Explanation> {
    const stored = await this.repository.find(principal, sourceId);
    return found(stored && explainNotBilled(stored.source, code), 'code that was not billed');
  }

  /** What a person must look at, with the ids of its evidence. */
  @Get('review-items')
  @RequireScopes('billing:read')
  @Discloses('reviewItems', ({ items }: AnswerPage<ReviewItem>, { query }) =>
    ofSources(items, query['patientId']),
  )
  @Answers({ 200: pageAnswer(reviewItemAnswer) })
  reviewItems(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: reviewItemsQuery })
    { cursor, limit, month, patientId, reason }: z.output<typeof reviewItemsQuery>,
  ): Promise<AnswerPage<ReviewItem>> {
    const filter = { ...(month && { month }), ...(patientId && { patientId }) };
    return pageOf(
      (fromId) => this.billing.sources(principal, { ...queryOf(filter), needsReview: true }, fromId),
      ({ source }) => reviewItems(source).filter((item) => reason === undefined || item.reason === reason),
      { cursor, limit },
    );
  }

  @Get('parked')
  @RequireScopes('billing:read')
  @Discloses('parked', ({ items }: AnswerPage<ParkedView>) => ofSources(items))
  @Answers({ 200: pageAnswer(parkedAnswer) })
  parked(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: parkedQuery }) { cursor, limit }: z.output<typeof parkedQuery>,
  ): Promise<AnswerPage<ParkedView>> {
    return pageOf(
      (fromId) => this.billing.sources(principal, { state: 'parked' }, fromId),
      ({ source }) => [parkedView(source)].filter((view) => view !== null),
      { cursor, limit },
    );
  }

  /** Assesses a parked source again after its cause was fixed. While the cause remains, the source stays parked. */
  @Post('parked/:sourceId/release')
  @IdempotentPost()
  @HttpCode(200)
  @RequireScopes('billing:write')
  @Discloses('parked', ({ parked }: ReleaseAnswer) => ofSources(parked ? [parked] : []))
  @Answers({ 200: releasedAnswer, 404: PROBLEM })
  async release(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: sourceIdParameter }) { sourceId }: z.output<typeof sourceIdParameter>,
    @Body({ schema: reasonBody }) { reason }: z.output<typeof reasonBody>,
  ): Promise<ReleaseAnswer> {
    return found(await this.parking.release(principal, sourceId, reason), 'parked source');
  }
}

/** The patients that the run's report names: those it changed and those that are parked. */
function reportDisclosure({ changes, parked }: CloseReport): Disclosure {
  const [changed, waiting] = [ofRecords(changes), ofSources(parked)];
  return {
    ids: [...changed.ids, ...waiting.ids],
    patientIds: [...changed.patientIds, ...waiting.patientIds],
  };
}
