import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { ProblemError } from '../../platform/errors/problem-error.js';
import { PROBLEM, problemWith, type PathError } from '../../platform/errors/problem.js';
import { Answers, TextBody } from '../../platform/http/answers/answers.decorator.js';
import { AcceptsLines, NDJSON } from '../../platform/http/limits/accepts-lines.decorator.js';
import { BodyTexts } from '../../platform/http/limits/body-texts.decorator.js';
import { RunningHandlers } from '../../platform/http/server/running-handlers.js';
import { Discloses, DisclosesNothing } from '../audit/disclosure/discloses.decorator.js';
import { ofRecords } from '../audit/disclosure/disclosure.js';
import { CurrentPrincipal } from '../caller/current-principal.decorator.js';
import type { Principal } from '../caller/principal.js';
import { RequireScopes } from '../caller/require-scopes.decorator.js';
import { ndjsonIngest } from './intake/ndjson-ingest.js';
import { readingsBody } from './intake/reading.input.js';
import { SentReading } from './intake/sent-reading.js';
import {
  acceptedAnswer,
  duplicateAnswer,
  eachAnswer,
  lineAnswer,
  quarantinedAnswer,
  type ReadingAnswer,
} from './intake/intake.answer.js';
import {
  readingAnswer,
  readingPageAnswer,
  toFullView,
  toPageView,
  type FullReading,
  type ReadingPage,
} from './reading.answer.js';
import {
  decisionBody,
  readingsQuery,
  type DecisionBody,
  type ReadingsQuery,
} from './readings-query.input.js';
import { ReadingsService } from './readings.service.js';
import { ReadingReviewService } from './review/reading-review.service.js';
import { reviewed, reviewedAnswer, type Reviewed } from './review/reviewed.answer.js';

const ITEMS_MAX = 1000;
const STATUS = { accepted: 201, duplicate: 200, quarantined: 202 } as const;
const REFUSALS: Readonly<Record<string, number>> = { wrong_source: 403, too_large: 413 };

type TakenReading = z.output<typeof acceptedAnswer | typeof duplicateAnswer | typeof quarantinedAnswer>;
type TakenReadings = readonly z.output<typeof eachAnswer>[];

const TAKEN = {
  200: [
    z.union([duplicateAnswer, z.array(eachAnswer).max(ITEMS_MAX)]),
    new TextBody(NDJSON, 'An answer for each line.', lineAnswer),
  ],
  201: acceptedAnswer,
  202: quarantinedAnswer,
  409: problemWith({ id: z.string().exactOptional(), reason: z.literal('conflict').exactOptional() }),
} as const;

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
  @AcceptsLines({ keepsTexts: true })
  @RequireScopes('readings:write')
  @DisclosesNothing()
  @Answers(TAKEN)
  async take(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: readingsBody }) body: unknown,
    @BodyTexts() texts: readonly string[],
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TakenReading | TakenReadings | Readable> {
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
      const sent = body.map((value, index) => new SentReading(texts[index] ?? '', value));
      return (await this.readings.ingest(principal, sent)) as TakenReadings;
    }
    const [answer] = await this.readings.ingest(principal, [new SentReading(texts[0] ?? '', body ?? null)]);
    if (answer === undefined) throw new Error('one reading in, one answer out');
    const taken = takenOf(answer);
    reply.status(STATUS[taken.status]);
    return taken;
  }

  /** A patient's readings by instant of measurement; `from` and `to` are days of theirs, both included. */
  @Get()
  @RequireScopes('readings:read')
  @Discloses('readings', ({ items }: ReadingPage, { query }) => ofRecords(items, query['patientId']))
  @Answers({ 200: readingPageAnswer })
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
  @Answers({ 200: readingAnswer, 404: PROBLEM })
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
  @Answers({ 200: reviewedAnswer, 404: PROBLEM, 409: PROBLEM })
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
  @Answers({ 200: reviewedAnswer, 404: PROBLEM, 409: PROBLEM })
  async reinstate(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: decisionBody }) { reason }: DecisionBody,
  ) {
    return reviewed(await this.review.reinstate(principal, id, reason));
  }
}

/** Narrows what the service says of one reading to what its sender is told. */
function takenOf(answer: ReadingAnswer): TakenReading {
  const { status, id = '', reason, errors } = answer;
  if (status === 'rejected') throw refusalOf(reason ?? 'invalid', errors ?? []);
  if (status !== 'conflict') return answer as TakenReading;
  const detail = `Reading ${id} was sent before with other content, and stands.`;
  throw new ProblemError(409, detail, [], {}, { reason: 'conflict', id });
}

function refusalOf(code: string, errors: readonly PathError[]): ProblemError {
  return new ProblemError(REFUSALS[code] ?? 400, `The reading was not taken: ${code}.`, errors);
}
