import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import { parseChargeId } from '../../../domain/charges/charge-id.js';
import { chargeView, type ChargeView } from '../../../domain/charges/explain/charge-view.js';
import { explainCharge, type Explanation } from '../../../domain/charges/explain/explain.js';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { PROBLEM } from '../../../platform/errors/problem.js';
import { pageAnswer } from '../../../platform/http/answers/answer-fields.js';
import { Answers } from '../../../platform/http/answers/answers.decorator.js';
import { Discloses } from '../../audit/disclosure/discloses.decorator.js';
import { ofRecords } from '../../audit/disclosure/disclosure.js';
import { CurrentPrincipal } from '../../caller/current-principal.decorator.js';
import type { Principal } from '../../caller/principal.js';
import { RequireScopes } from '../../caller/require-scopes.decorator.js';
import { IdempotentPost } from '../../identity/idempotency/idempotent-post.decorator.js';
import { found } from '../../records/put-request.js';
import { BillingRepository } from './billing.repository.js';
import { asked, BillingService, queryOf } from './billing.service.js';
import { chargeAnswer, decidedAnswer } from './charge.answer.js';
import {
  bulkApproveBody,
  chargeIdParameter,
  chargesQuery,
  editBody,
  optionalReasonBody,
  reasonBody,
  type ChargesQuery,
} from './charges.input.js';
import { explanationDisclosure } from './explanation-disclosure.js';
import { explanationAnswer } from './explanation.answer.js';
import { ReviewService, type DecisionAnswer, type DecisionRequest } from './review.service.js';
import { pageOf, type AnswerPage } from './source-page.js';

interface IdParameter {
  readonly id: string;
}

interface ManyDecided {
  readonly items: readonly DecisionAnswer[];
  readonly remaining: boolean;
}

const DECIDED = { 200: chargeAnswer, 404: PROBLEM, 409: PROBLEM } as const;

/** Charges, and what people decide about them. `~` joins the parts of an id: `E1~supply~2026-01-03~99454`. */
@Controller('charges')
export class ChargesController {
  constructor(
    private readonly billing: BillingService,
    private readonly repository: BillingRepository,
    private readonly review: ReviewService,
  ) {}

  /** In the order of ids. `month` is the month of the last date of service of the charge's source. */
  @Get()
  @RequireScopes('billing:read')
  @Discloses('charges', ({ items }: AnswerPage<ChargeView>, { query }) =>
    ofRecords(items, query['patientId']),
  )
  @Answers({ 200: pageAnswer(chargeAnswer) })
  list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: chargesQuery }) { cursor, limit, month, status, patientId }: ChargesQuery,
  ): Promise<AnswerPage<ChargeView>> {
    const filter = { ...(month && { month }), ...(status && { status }), ...(patientId && { patientId }) };
    return pageOf(
      (fromId) => this.billing.sources(principal, queryOf(filter), fromId),
      ({ source }) =>
        source.charges.filter((charge) => asked(charge, filter)).map((charge) => chargeView(source, charge)),
      { cursor, limit },
    );
  }

  /** Up to 500 at once, by ids or by a filter. `remaining` says whether the filter finds more. */
  @Post('approve')
  @IdempotentPost()
  @HttpCode(200)
  @RequireScopes('billing:write')
  @Discloses('charges', ({ items }: ManyDecided) => ofRecords(items.flatMap(({ charge }) => charge ?? [])))
  @Answers({ 200: decidedAnswer })
  async approveMany(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: bulkApproveBody }) body: z.output<typeof bulkApproveBody>,
  ): Promise<ManyDecided> {
    const request = { act: { action: 'approve' }, reason: body.reason ?? null } as const;
    const { ids = [], filter, limit } = body;
    if (filter) {
      const { withReviewRequired, ...common } = filter;
      for await (const charge of this.billing.chargesOf(principal, { ...common, status: 'proposed' })) {
        if ((charge.reviewRequired && !withReviewRequired) || charge.sourceState === 'parked') continue;
        if (ids.length === limit)
          return { items: await this.review.decide(principal, ids, request), remaining: true };
        ids.push(charge.id);
      }
    }
    return { items: await this.review.decide(principal, ids, request), remaining: false };
  }

  @Get(':id')
  @RequireScopes('billing:read')
  @Discloses('charges', (charge: ChargeView) => ofRecords([charge]))
  @Answers({ 200: chargeAnswer, 404: PROBLEM })
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: chargeIdParameter }) { id }: IdParameter,
  ): Promise<ChargeView> {
    const stored = await this.repository.find(principal, parseChargeId(id)?.sourceId ?? '');
    const charge = stored?.source.charges.find((each) => each.id === id);
    return found(stored && charge ? chargeView(stored.source, charge) : null, 'charge');
  }

  /** Days, minutes, contact, consent, order, rules and payer settings behind the charge. */
  @Get(':id/explain')
  @RequireScopes('billing:read')
  @Discloses('charges', explanationDisclosure)
  @Answers({ 200: explanationAnswer, 404: PROBLEM })
  async explain(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: chargeIdParameter }) { id }: IdParameter,
  ): Promise<Explanation> {
    const stored = await this.repository.find(principal, parseChargeId(id)?.sourceId ?? '');
    return found(stored && explainCharge(stored.source, id), 'charge');
  }

  @Post(':id/approve')
  @IdempotentPost()
  @HttpCode(200)
  @RequireScopes('billing:write')
  @Discloses('charges', (charge: ChargeView) => ofRecords([charge]))
  @Answers(DECIDED)
  approve(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: chargeIdParameter }) { id }: IdParameter,
    @Body({ schema: optionalReasonBody }) { reason }: z.output<typeof optionalReasonBody>,
  ): Promise<ChargeView> {
    return this.decideOne(principal, id, { act: { action: 'approve' }, reason: reason ?? null });
  }

  @Post(':id/hold')
  @IdempotentPost()
  @HttpCode(200)
  @RequireScopes('billing:write')
  @Discloses('charges', (charge: ChargeView) => ofRecords([charge]))
  @Answers(DECIDED)
  hold(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: chargeIdParameter }) { id }: IdParameter,
    @Body({ schema: reasonBody }) { reason }: z.output<typeof reasonBody>,
  ): Promise<ChargeView> {
    return this.decideOne(principal, id, { act: { action: 'hold' }, reason });
  }

  /** Releases the charge: it follows the facts again until a person decides. */
  @Post(':id/release')
  @IdempotentPost()
  @HttpCode(200)
  @RequireScopes('billing:write')
  @Discloses('charges', (charge: ChargeView) => ofRecords([charge]))
  @Answers(DECIDED)
  release(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: chargeIdParameter }) { id }: IdParameter,
    @Body({ schema: optionalReasonBody }) { reason }: z.output<typeof optionalReasonBody>,
  ): Promise<ChargeView> {
    return this.decideOne(principal, id, { act: { action: 'release' }, reason: reason ?? null });
  }

  /** Overrides units, modifiers or date of service, with a reason. The charge then waits for approval again. */
  @Post(':id/edit')
  @IdempotentPost()
  @HttpCode(200)
  @RequireScopes('billing:write')
  @Discloses('charges', (charge: ChargeView) => ofRecords([charge]))
  @Answers(DECIDED)
  edit(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: chargeIdParameter }) { id }: IdParameter,
    @Body({ schema: editBody }) { reason, ...terms }: z.output<typeof editBody>,
  ): Promise<ChargeView> {
    return this.decideOne(principal, id, { act: { action: 'edit', terms }, reason });
  }

  private async decideOne(principal: Principal, id: string, request: DecisionRequest): Promise<ChargeView> {
    const [answer] = await this.review.decide(principal, [id], request);
    if (!answer || answer.reason === 'not_found') return found<ChargeView>(null, 'charge');
    if (answer.reason !== null)
      throw new ProblemError(409, `The charge cannot take this decision: ${answer.reason}.`);
    return found(answer.charge, 'charge');
  }
}
