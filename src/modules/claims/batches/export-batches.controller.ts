import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { PROBLEM } from '../../../platform/errors/problem.js';
import { Answers, TextBody } from '../../../platform/http/answers/answers.decorator.js';
import { Discloses, DisclosesNothing } from '../../audit/disclosure/discloses.decorator.js';
import { type Disclosure } from '../../audit/disclosure/disclosure.js';
import { CurrentPrincipal } from '../../caller/current-principal.decorator.js';
import type { Principal } from '../../caller/principal.js';
import { RequireScopes } from '../../caller/require-scopes.decorator.js';
import { IdempotentPost } from '../../identity/idempotency/idempotent-post.decorator.js';
import { found, type PutReply } from '../../records/put-request.js';
import {
  exportBatchAnswer,
  exportBatchPageAnswer,
  toExportBatchAnswer,
  type ExportBatchAnswer,
  type ExportBatchPageAnswer,
} from './export-batch.answer.js';
import {
  batchesQuery,
  createBody,
  numberParameter,
  withdrawBody,
  type BatchesQuery,
  type CreateBody,
  type NumberParameter,
  type WithdrawBody,
} from './export-batch.input.js';
import { ExportBatchesRepository } from './export-batches.repository.js';
import { ExportBatchesService } from './export-batches.service.js';

@Controller('export-batches')
export class ExportBatchesController {
  constructor(
    private readonly exports: ExportBatchesService,
    private readonly batches: ExportBatchesRepository,
  ) {}

  /** Puts up to 5,000 approved charges into the next batch: 201 if created, 200 if it exists, 409 if nothing is waiting. */
  @Post()
  @IdempotentPost({ lookUp: 'GET /v1/export-batches' })
  @RequireScopes('billing:write')
  @Discloses('exportBatches', ofBatch)
  @Answers({ 200: exportBatchAnswer, 201: exportBatchAnswer, 409: PROBLEM })
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: createBody }) body: CreateBody,
    @Res({ passthrough: true }) reply: PutReply,
  ): Promise<ExportBatchAnswer> {
    const answer = await this.exports.create(principal, body);
    switch (answer.outcome) {
      case 'nothing_approved':
        throw new ProblemError(409, 'No approved charge is waiting for export.');
      case 'number_not_next':
        throw new ProblemError(409, `The next batch is number ${answer.next}.`);
      case 'created':
      case 'existing':
        reply.status(answer.outcome === 'created' ? 201 : 200);
        return toExportBatchAnswer(answer.batch);
    }
  }

  /** Lists batches, latest first. */
  @Get()
  @RequireScopes('billing:read')
  @DisclosesNothing()
  @Answers({ 200: exportBatchPageAnswer })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: batchesQuery }) { cursor, limit }: BatchesQuery,
  ): Promise<ExportBatchPageAnswer> {
    const page = await this.batches.page(principal, cursor ?? null, limit);
    const last = page.at(-1);
    return {
      items: page.map((batch) => ({ ...toExportBatchAnswer(batch), chargeIds: [] })),
      next: page.length === limit && last ? String(last.number) : null,
    };
  }

  @Get(':number')
  @RequireScopes('billing:read')
  @Discloses('exportBatches', ofBatch)
  @Answers({ 200: exportBatchAnswer, 404: PROBLEM })
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: numberParameter }) { number }: NumberParameter,
  ): Promise<ExportBatchAnswer> {
    return toExportBatchAnswer(found(await this.exports.finished(principal, number), 'export batch'));
  }

  /** Returns the same bytes each time, even for a withdrawn batch. */
  @Get(':number/charges.csv')
  @RequireScopes('billing:read')
  @Discloses('exportBatches', (_text: string, { params }) => ({
    ids: [params['number'] ?? ''],
    patientIds: [],
  }))
  @Answers({ 200: new TextBody('text/csv', 'A header and one line for each charge.'), 404: PROBLEM })
  async csv(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: numberParameter }) { number }: NumberParameter,
    @Res({ passthrough: true }) reply: PutReply,
  ): Promise<string> {
    const text = found(await this.exports.file(principal, number), 'export batch');
    reply.header('Content-Type', 'text/csv; charset=utf-8; header=present');
    reply.header('Content-Disposition', `attachment; filename="charges-${number}.csv"`);
    return text;
  }

  @Post(':number/withdraw')
  @IdempotentPost()
  @HttpCode(200)
  @RequireScopes('billing:write')
  @Discloses('exportBatches', ofBatch)
  @Answers({ 200: exportBatchAnswer, 404: PROBLEM, 409: PROBLEM })
  async withdraw(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: numberParameter }) { number }: NumberParameter,
    @Body({ schema: withdrawBody }) { reason }: WithdrawBody,
  ): Promise<ExportBatchAnswer> {
    const batch = await this.exports.withdraw(principal, number, reason);
    if (batch === 'adjusted_later')
      throw new ProblemError(409, 'A later batch adjusts a charge of this one; withdraw that batch first.');
    return toExportBatchAnswer(found(batch, 'export batch'));
  }
}

/** The patients of a batch are noted where the batch is read. */
function ofBatch({ number }: ExportBatchAnswer): Disclosure {
  return { ids: [String(number)], patientIds: [] };
}
