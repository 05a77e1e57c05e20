import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { z } from 'zod';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { PROBLEM } from '../../../platform/errors/problem.js';
import { count, instantText, pageAnswer, sha256Text } from '../../../platform/http/answers/answer-fields.js';
import { Answers, TextBody } from '../../../platform/http/answers/answers.decorator.js';
import { Discloses, DisclosesNothing } from '../../audit/disclosure/discloses.decorator.js';
import { type Disclosure } from '../../audit/disclosure/disclosure.js';
import { CurrentPrincipal } from '../../caller/current-principal.decorator.js';
import type { Principal } from '../../caller/principal.js';
import { RequireScopes } from '../../caller/require-scopes.decorator.js';
import { IdempotentPost } from '../../identity/idempotency/idempotent-post.decorator.js';
import { recordId, yearMonthField } from '../../../platform/http/input-fields.js';
import { found, type PutReply } from '../../records/put-request.js';
import type { ExportBatch } from './export-batch.schema.js';
import { ExportBatchesRepository } from './export-batches.repository.js';
import { ExportService } from './export-batches.service.js';

const LINES_MAX = 5000;
const NUMBER_MAX = 1_000_000_000;
const PAGE_MAX = 100;

const createBody = z.preprocess(
  (body) => body ?? {},
  z.strictObject({
    month: yearMonthField.exactOptional(),
    patientId: recordId.exactOptional(),
    number: z
      .int()
      .min(1)
      .max(NUMBER_MAX)
      .exactOptional()
      .describe('the batch to make: asked for again, the same batch is answered'),
    limit: z.int().min(1).max(LINES_MAX).default(LINES_MAX),
  }),
);
const numberParameter = z.strictObject({ number: z.coerce.number().int().min(1).max(NUMBER_MAX) });
const withdrawBody = z.strictObject({ reason: z.string().trim().min(1).max(500) });
const listQuery = z.strictObject({
  cursor: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(25),
});

interface NumberParameter {
  readonly number: number;
}

/** A batch as answers show it, without its lines. */
export interface BatchView {
  readonly number: number;
  readonly status: ExportBatch['status'];
  readonly createdBy: string;
  readonly createdAt: string;
  readonly lines: number;
  readonly chargeIds: readonly string[];
  readonly expectedAmountCents: number;
  readonly fileSha256: string | null;
  readonly withdrawal: ExportBatch['withdrawal'];
}

const batchAnswer = z
  .strictObject({
    number: z.int().min(1),
    status: z.enum(['marking', 'complete', 'withdrawing', 'withdrawn']),
    createdBy: z.string(),
    createdAt: instantText,
    lines: count,
    chargeIds: z.array(z.string()),
    expectedAmountCents: z.int(),
    fileSha256: sha256Text.nullable(),
    withdrawal: z.strictObject({ reason: z.string(), by: z.string(), at: instantText }).nullable(),
  })
  .meta({ id: 'ExportBatch' });

@Controller('export-batches')
export class ExportController {
  constructor(
    private readonly exports: ExportService,
    private readonly batches: ExportBatchesRepository,
  ) {}

  /** Up to 5,000 approved charges into the next batch: 201 when made, 200 when it was there, 409 when nothing waits. */
  @Post()
  @IdempotentPost({ lookUp: 'GET /v1/export-batches' })
  @RequireScopes('billing:write')
  @Discloses('exportBatches', ofBatch)
  @Answers({ 200: batchAnswer, 201: batchAnswer, 409: PROBLEM })
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: createBody }) body: z.output<typeof createBody>,
    @Res({ passthrough: true }) reply: PutReply,
  ): Promise<BatchView> {
    const answer = await this.exports.create(principal, body);
    switch (answer.outcome) {
      case 'nothing_approved':
        throw new ProblemError(409, 'No approved charge waits for export.');
      case 'number_not_next':
        throw new ProblemError(409, `The next batch is number ${answer.next}.`);
      case 'created':
      case 'existing':
        reply.status(answer.outcome === 'created' ? 201 : 200);
        return batchView(answer.batch);
    }
  }

  /** The latest first. */
  @Get()
  @RequireScopes('billing:read')
  @DisclosesNothing()
  @Answers({ 200: pageAnswer(batchAnswer) })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: listQuery }) { cursor, limit }: z.output<typeof listQuery>,
  ): Promise<{ readonly items: readonly BatchView[]; readonly next: string | null }> {
    const page = await this.batches.page(principal, cursor ?? null, limit);
    const last = page.at(-1);
    return {
      items: page.map((batch) => ({ ...batchView(batch), chargeIds: [] })),
      next: page.length === limit && last ? String(last.number) : null,
    };
  }

  @Get(':number')
  @RequireScopes('billing:read')
  @Discloses('exportBatches', ofBatch)
  @Answers({ 200: batchAnswer, 404: PROBLEM })
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: numberParameter }) { number }: NumberParameter,
  ): Promise<BatchView> {
    return batchView(found(await this.exports.finished(principal, number), 'export batch'));
  }

  /** The same bytes each time, of a withdrawn batch too. */
  @Get(':number/charges.csv')
  @RequireScopes('billing:read')
  @Discloses('exportBatches', (_text: string, { params }) => ({
    ids: [params['number'] ?? ''],
    patientIds: [],
  }))
  @Answers({ 200: new TextBody('text/csv', 'A line for each charge, under a header.'), 404: PROBLEM })
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
  @Answers({ 200: batchAnswer, 404: PROBLEM, 409: PROBLEM })
  async withdraw(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: numberParameter }) { number }: NumberParameter,
    @Body({ schema: withdrawBody }) { reason }: z.output<typeof withdrawBody>,
  ): Promise<BatchView> {
    const batch = await this.exports.withdraw(principal, number, reason);
    if (batch === 'adjusted_later')
      throw new ProblemError(409, 'A later batch adjusts a charge of this one; withdraw that batch first.');
    return batchView(found(batch, 'export batch'));
  }
}

function batchView(batch: ExportBatch): BatchView {
  return {
    number: batch.number,
    status: batch.status,
    createdBy: batch.createdBy,
    createdAt: batch.createdAt,
    lines: batch.lines.length,
    chargeIds: batch.lines.map(({ chargeId }) => chargeId),
    expectedAmountCents: batch.lines.reduce(
      (sum, line) => sum + signed(line.expectedAmountCents, line.frequencyCode),
      0,
    ),
    fileSha256: batch.fileSha256,
    withdrawal: batch.withdrawal,
  };
}

/** A void takes back what it names. */
function signed(cents: number | null, frequencyCode: string): number {
  return frequencyCode === '8' ? -(cents ?? 0) : (cents ?? 0);
}

/** Its charges name patients; whose they are is noted where the batch is read. */
function ofBatch({ number }: BatchView): Disclosure {
  return { ids: [String(number)], patientIds: [] };
}
