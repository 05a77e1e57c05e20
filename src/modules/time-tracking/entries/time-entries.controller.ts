import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { PROBLEM } from '../../../platform/errors/problem.js';
import { Answers } from '../../../platform/http/answers/answers.decorator.js';
import { Discloses, DisclosesNothing } from '../../audit/disclosure/discloses.decorator.js';
import { ofRecords } from '../../audit/disclosure/disclosure.js';
import { CurrentPrincipal } from '../../caller/current-principal.decorator.js';
import type { Principal } from '../../caller/principal.js';
import { RequireScopes } from '../../caller/require-scopes.decorator.js';
import { IdempotentPost } from '../../identity/idempotency/idempotent-post.decorator.js';
import { CORRECTION_ANSWERS, refusalProblem, rejected, TIME_ANSWERS } from './recorded-time.answer.js';
import { TimeCorrectionsService } from './time-corrections.service.js';
import { TimeEntriesService } from './time-entries.service.js';
import { timeListingAnswer, type TimeListingAnswer } from './time-entry.answer.js';
import { correctionInput, timeEntriesBody, type CorrectionInput } from './time-entry.input.js';
import { timeListingInput, type TimeListingInput } from './time-listing.input.js';
import { TimeListingService } from './time-listing.service.js';

const ENTRIES_MAX = 1_000;

@Controller('time-entries')
export class TimeEntriesController {
  constructor(
    private readonly entries: TimeEntriesService,
    private readonly corrections: TimeCorrectionsService,
    private readonly listing: TimeListingService,
  ) {}

  /** Takes one entry, or an array of up to 1,000 that gets an answer for each entry. */
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
        throw new ProblemError(413, `A request may hold at most ${ENTRIES_MAX} entries.`);
      const answers = await this.entries.record(principal, body);
      return answers.map((answer, index) => ({ index, ...answer }));
    }
    const [answer] = await this.entries.record(principal, [body]);
    const one = answer ?? rejected('invalid', '', 'nothing was sent');
    if (one.status === 'conflict' || one.status === 'rejected') throw refusalProblem(one);
    void reply.status(one.status === 'accepted' ? 201 : 200);
    return one;
  }

  /** Lists entries in order of start. A superseded entry is marked and names the entry that replaced it. */
  @Get()
  @RequireScopes('time:read')
  @Discloses('timeEntries', ({ items }: TimeListingAnswer, { query }) => ofRecords(items, query['patientId']))
  @Answers({ 200: timeListingAnswer, 404: PROBLEM })
  list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: timeListingInput }) query: TimeListingInput,
  ) {
    return this.listing.page(principal, query);
  }

  /** Takes `{reason, ...corrected fields}`, or `{reason, void: true}`. */
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
        const detail = `Entry ${id} is superseded; correct the entry that replaced it.`;
        throw new ProblemError(409, detail, [], {}, { supersededBy: corrected.supersededBy });
      }
      case 'rejected':
        throw refusalProblem(corrected.answer);
      case 'not_found':
        throw new ProblemError(404, 'There is no such time entry.');
    }
  }
}
