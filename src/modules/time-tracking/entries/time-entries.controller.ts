import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { PROBLEM } from '../../../platform/errors/problem.js';
import { pageAnswer } from '../../../platform/http/answers/answer-fields.js';
import { Answers } from '../../../platform/http/answers/answers.decorator.js';
import { Discloses, DisclosesNothing } from '../../audit/disclosure/discloses.decorator.js';
import { ofRecords } from '../../audit/disclosure/disclosure.js';
import { CurrentPrincipal } from '../../caller/current-principal.decorator.js';
import type { Principal } from '../../caller/principal.js';
import { RequireScopes } from '../../caller/require-scopes.decorator.js';
import { IdempotentPost } from '../../identity/idempotency/idempotent-post.decorator.js';
import { problemAnswer } from '../problem-answer.js';
import {
  CORRECTION_ANSWERS,
  rejected,
  TIME_ANSWERS,
  type TimeAnswer,
  type TimeRefusal,
} from './recorded-time.answer.js';
import { TimeCorrectionsService } from './time-corrections.service.js';
import { TimeEntriesService } from './time-entries.service.js';
import { timeEntryAnswer } from './time-entry.answer.js';
import { correctionInput, timeEntriesBody, type CorrectionInput } from './time-entry.input.js';
import {
  timeListingInput,
  TimeListingService,
  type TimeListing,
  type TimeListingInput,
} from './time-listing.service.js';

const ENTRIES_MAX = 1_000;

@Controller('time-entries')
export class TimeEntriesController {
  constructor(
    private readonly entries: TimeEntriesService,
    private readonly corrections: TimeCorrectionsService,
    private readonly listing: TimeListingService,
  ) {}

  /** One entry, or an array of up to 1,000 with an answer for each. */
  @Post()
  @IdempotentPost()
  @HttpCode(200)
  @RequireScopes('time:write')
  @DisclosesNothing()
  @Answers(TIME_ANSWERS)
  async record(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: timeEntriesBody }) body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    if (Array.isArray(body)) {
      if (body.length > ENTRIES_MAX)
        throw new ProblemError(413, `At most ${ENTRIES_MAX} entries are taken at once.`);
      const answers = await this.entries.record(principal, body);
      return answers.map((answer, index) => ({ index, ...answer }));
    }
    const [answer] = await this.entries.record(principal, [body]);
    return answerOne(reply, answer ?? rejected('invalid', '', 'nothing was sent'));
  }

  /** In order of start; a superseded entry is marked and names what took its place. */
  @Get()
  @RequireScopes('time:read')
  @Discloses('timeEntries', ({ items }: TimeListing, { query }) => ofRecords(items, query['patientId']))
  @Answers({ 200: pageAnswer(timeEntryAnswer), 404: PROBLEM })
  list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: timeListingInput }) query: TimeListingInput,
  ) {
    return this.listing.page(principal, query);
  }

  /** `{reason, ...fields that were wrong}`, or `{reason, void: true}`. */
  @Post(':id/corrections')
  @IdempotentPost()
  @RequireScopes('time:write')
  @DisclosesNothing()
  @Answers(CORRECTION_ANSWERS)
  async correct(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: correctionInput }) body: CorrectionInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const corrected = await this.corrections.correct(principal, id, body);
    switch (corrected.outcome) {
      case 'corrected':
        return { status: 'accepted', id: corrected.id, supersedes: id } as const;
      case 'repeated':
        void reply.status(200);
        return { status: 'duplicate', id: corrected.id, supersedes: id } as const;
      case 'voided':
        void reply.status(200);
        return { status: 'voided', id } as const;
      case 'superseded': {
        const detail = `Entry ${id} is superseded; correct the entry that stands in its place.`;
        return problemAnswer(reply, { status: 409, detail, more: { supersededBy: corrected.supersededBy } });
      }
      case 'rejected':
        return refusal(reply, corrected.answer);
      case 'not_found':
        throw new ProblemError(404, 'There is no such time entry.');
    }
  }
}

function answerOne(reply: FastifyReply, answer: TimeAnswer): Exclude<TimeAnswer, TimeRefusal> | string {
  if (answer.status === 'conflict' || answer.status === 'rejected') return refusal(reply, answer);
  void reply.status(answer.status === 'accepted' ? 201 : 200);
  return answer;
}

function refusal(reply: FastifyReply, answer: TimeRefusal): string {
  const { reason, errors } = answer;
  if (answer.status === 'rejected')
    return problemAnswer(reply, { status: 400, detail: 'The entry is not valid.', errors, more: { reason } });
  const detail = `Entry ${answer.id} was sent before with other content, and stands.`;
  return problemAnswer(reply, { status: 409, detail, errors, more: { reason, id: answer.id } });
}
