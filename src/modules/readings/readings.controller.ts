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
import {
  acceptedAnswer,
  duplicateAnswer,
  eachAnswer,
  lineAnswer,
  quarantinedAnswer,
  type IntakeAnswer,
} from './intake/intake.answer.js';
import { ndjsonIngest } from './intake/ndjson-ingest.js';
import { readingsBody } from './intake/reading.input.js';
import { SentReading } from './intake/sent-reading.js';
import {
  readingAnswer,
  readingPageAnswer,
  toReadingAnswer,
  toReadingPageAnswer,
  type ReadingAnswer,
  type ReadingPageAnswer,
} from './reading.answer.js';
import { readingsQuery, type ReadingsQuery } from './readings-query.input.js';
import { ReadingsService } from './readings.service.js';
import { ReadingReviewService } from './review/reading-review.service.js';
import { decisionBody, type DecisionBody } from './review/review.input.js';
import { reviewedAnswer, toReviewedAnswer, type ReviewedAnswer } from './review/reviewed.answer.js';

const ITEMS_MAX = 1000;
const STATUS = { accepted: 201, duplicate: 200, quarantined: 202 } as const;
const REFUSALS: Readonly<Record<string, number>> = { wrong_source: 403, too_large: 413 };

type TakenReading = z.output<typeof acceptedAnswer | typeof duplicateAnswer | typeof quarantinedAnswer>;
type TakenReadings = readonly z.output<typeof eachAnswer>[];

const TAKEN = {
  200: [
    z.union([duplicateAnswer, z.array(eachAnswer).max(ITEMS_MAX)]),
    new TextBody(NDJSON, 'One answer for each line.', lineAnswer),
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
   * Takes one reading (201 accepted, 200 duplicate, 202 quarantined, 409 conflict, 400 rejected), an array of up to 1,000
   * (200, one answer for each, in order), or a stream of lines (`application/x-ndjson`, answered line by line).
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
      // A shutdown waits until the backlog is stored, even if its sender is gone.
      this.running.add(finished(answers));
      return answers;
    }
    if (Array.isArray(body)) {
      if (body.length > ITEMS_MAX) {
        throw new ProblemError(
          413,
          `An array may hold at most ${ITEMS_MAX} readings; send more as ${NDJSON}.`,
        );
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

  /** Lists a patient's readings in order of measurement. `from` and `to` are the patient's service days, both inclusive. */
  @Get()
  @RequireScopes('readings:read')
  @Discloses('readings', ({ items }: ReadingPageAnswer, { query }) => ofRecords(items, query['patientId']))
  @Answers({ 200: readingPageAnswer })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: readingsQuery }) query: ReadingsQuery,
  ) {
    const { patientId, from = null, to = null, cursor = null, limit } = query;
    return toReadingPageAnswer(
      await this.readings.page(principal, { patientId, from, to }, { cursor, limit }),
    );
  }

  @Get(':id')
  @RequireScopes('readings:read')
  @Discloses('readings', (reading: ReadingAnswer) => ofRecords([reading]))
  @Answers({ 200: readingAnswer, 404: PROBLEM })
  async one(@CurrentPrincipal() principal: Principal, @Param('id') id: string) {
    const reading = await this.readings.get(principal, id);
    if (reading === null) throw new ProblemError(404, 'There is no such reading.');
    return toReadingAnswer(reading);
  }

  /** Keeps the reading but never counts it, for example because it is not this patient's. */
  @Post(':id/exclude')
  @HttpCode(200)
  @RequireScopes('records:write')
  @Discloses('readings', ({ reading }: ReviewedAnswer) => ofRecords([reading]))
  @Answers({ 200: reviewedAnswer, 404: PROBLEM, 409: PROBLEM })
  async exclude(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: decisionBody }) { reason }: DecisionBody,
  ) {
    return toReviewedAnswer(await this.review.exclude(principal, id, reason));
  }

  @Post(':id/reinstate')
  @HttpCode(200)
  @RequireScopes('records:write')
  @Discloses('readings', ({ reading }: ReviewedAnswer) => ofRecords([reading]))
  @Answers({ 200: reviewedAnswer, 404: PROBLEM, 409: PROBLEM })
  async reinstate(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: decisionBody }) { reason }: DecisionBody,
  ) {
    return toReviewedAnswer(await this.review.reinstate(principal, id, reason));
  }
}

/** @throws ProblemError when the reading was rejected or is in conflict */
function takenOf(answer: IntakeAnswer): TakenReading {
  const { status, id = '', reason, errors } = answer;
  if (status === 'rejected') throw refusalOf(reason ?? 'invalid', errors ?? []);
  if (status !== 'conflict') return answer as TakenReading;
  const detail = `Reading ${id} was already sent with other content. It is unchanged.`;
  throw new ProblemError(409, detail, [], {}, { reason: 'conflict', id });
}

function refusalOf(code: string, errors: readonly PathError[]): ProblemError {
  return new ProblemError(REFUSALS[code] ?? 400, `The reading was not taken: ${code}.`, errors);
}
