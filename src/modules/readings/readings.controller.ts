import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ProblemError } from '../../platform/errors/problem-error.js';
import { AcceptsLines, NDJSON } from '../../platform/http/accepts-lines.decorator.js';
import { RunningHandlers } from '../../platform/http/running-handlers.js';
import { Discloses, DisclosesNothing } from '../audit/discloses.decorator.js';
import { ofRecords } from '../audit/disclosure.js';
import { CurrentPrincipal } from '../identity/current-principal.decorator.js';
import type { Principal } from '../identity/principal.js';
import { RequireScopes } from '../identity/require-scopes.decorator.js';
import { ndjsonIngest } from './ndjson-ingest.js';
import type { ReadingAnswer } from './reading-answer.js';
import { ReadingReviewService } from './reading-review.service.js';
import { readingsBody } from './reading-input.js';
import { toFullView, toPageView, type FullReading, type ReadingPage } from './reading-view.js';
import { decisionBody, readingsQuery, type DecisionBody, type ReadingsQuery } from './readings-query.js';
import { ReadingsService } from './readings.service.js';
import { reviewed, type Reviewed } from './reviewed.js';

const ITEMS_MAX = 1000;
const STATUS = { accepted: 201, duplicate: 200, quarantined: 202, conflict: 409 } as const;
const REFUSALS: Readonly<Record<string, number>> = { wrong_source: 403, too_large: 413 };

@Controller('readings')
export class ReadingsController {
  constructor(
    private readonly readings: ReadingsService,
    private readonly review: ReadingReviewService,
    private readonly running: RunningHandlers,
  ) {}

  /**
   * One reading (201 accepted, 200 duplicate, 202 quarantined, 409 conflict, 400 rejected), an array of up to 1,000 (200,
   * an answer for each in order), or a stream of lines (`application/x-ndjson`, answered line by line).
   */
  @Post()
  @AcceptsLines()
  @RequireScopes('readings:write')
  @DisclosesNothing()
  async take(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: readingsBody }) body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReadingAnswer | readonly ReadingAnswer[] | Readable> {
    if (body instanceof Readable) {
      reply.status(200).header('Content-Type', NDJSON);
      const answers = ndjsonIngest(this.readings, principal, body);
      // Shutting down waits for a backlog whose sender has gone, too.
      this.running.add(finished(answers));
      return answers;
    }
    if (Array.isArray(body)) {
      if (body.length > ITEMS_MAX) {
        throw new ProblemError(413, `More than ${ITEMS_MAX} readings; send them as ${NDJSON}.`);
      }
      reply.status(200);
      return this.readings.ingest(principal, body);
    }
    const [answer] = await this.readings.ingest(principal, [body]);
    if (answer === undefined) throw new Error('one reading in, one answer out');
    if (answer.status === 'rejected') throw refusalOf(answer);
    reply.status(STATUS[answer.status]);
    return answer;
  }

  /** A patient's readings by instant of measurement; `from` and `to` are days of theirs, both included. */
  @Get()
  @RequireScopes('readings:read')
  @Discloses('readings', ({ items }: ReadingPage, { query }) => ofRecords(items, query['patientId']))
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: readingsQuery }) query: ReadingsQuery,
  ) {
    const { patientId, from = null, to = null, cursor = null, limit } = query;
    return toPageView(await this.readings.page(principal, { patientId, from, to }, { cursor, limit }));
  }

  @Get(':id')
  @RequireScopes('readings:read')
  @Discloses('readings', (reading: FullReading) => ofRecords([reading]))
  async one(@CurrentPrincipal() principal: Principal, @Param('id') id: string) {
    const reading = await this.readings.get(principal, id);
    if (reading === null) throw new ProblemError(404, 'There is no such reading.');
    return toFullView(reading);
  }

  /** Kept and never counted, for example because it is not this patient's. */
  @Post(':id/exclude')
  @HttpCode(200)
  @RequireScopes('records:write')
  @Discloses('readings', ({ reading }: Reviewed) => ofRecords([reading]))
  async exclude(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: decisionBody }) { reason }: DecisionBody,
  ) {
    return reviewed(await this.review.exclude(principal, id, reason));
  }

  @Post(':id/reinstate')
  @HttpCode(200)
  @RequireScopes('records:write')
  @Discloses('readings', ({ reading }: Reviewed) => ofRecords([reading]))
  async reinstate(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: decisionBody }) { reason }: DecisionBody,
  ) {
    return reviewed(await this.review.reinstate(principal, id, reason));
  }
}

function refusalOf({ reason, errors }: ReadingAnswer): ProblemError {
  const code = reason ?? 'invalid';
  return new ProblemError(REFUSALS[code] ?? 400, `The reading was not taken: ${code}.`, errors ?? []);
}
