import type { IncomingHttpHeaders } from 'node:http';
import { Body, Controller, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { PROBLEM, problemWith } from '../../../platform/errors/problem.js';
import { Answers } from '../../../platform/http/answers/answers.decorator.js';
import { Discloses } from '../../audit/disclosure/discloses.decorator.js';
import { ofRecords } from '../../audit/disclosure/disclosure.js';
import { CurrentPrincipal } from '../../caller/current-principal.decorator.js';
import type { Principal } from '../../caller/principal.js';
import { RequireScopes } from '../../caller/require-scopes.decorator.js';
import { IdempotentPost } from '../../identity/idempotency/idempotent-post.decorator.js';
import { expectedVersion, found } from '../../records/put-request.js';
import { notFinalizedAnswer } from '../coding/decision.answer.js';
import { encounterAnswer, type EncounterAnswer } from '../record/encounter.answer.js';
import { amendBody, encounterParameter, type EncounterParameter } from '../record/encounter.input.js';
import { EncountersService } from '../record/encounters.service.js';
import { EncounterSigning } from './encounter-signing.js';

/** Finalizes and amends encounters. */
@Controller('encounters')
export class SigningController {
  constructor(
    private readonly encounters: EncountersService,
    private readonly signing: EncounterSigning,
  ) {}

  /**
   * Codes the draft and locks it. Its charges follow at the next closing. A refusal is a 422 with every item that is
   * missing or contradictory, and the draft stays open. Finalizing again gives the same answer. Takes If-Match.
   */
  @Post(':id/finalize')
  @IdempotentPost()
  @HttpCode(200)
  @RequireScopes('records:write')
  @Discloses('encounters', (encounter: EncounterAnswer) => ofRecords([encounter]))
  @Answers({ 200: encounterAnswer, 404: PROBLEM, 409: PROBLEM, 412: PROBLEM, 422: notFinalizedAnswer })
  async finalize(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: encounterParameter }) { id }: EncounterParameter,
    @Headers() headers: IncomingHttpHeaders,
  ): Promise<EncounterAnswer> {
    const answer = await this.signing.finalize(principal, id, expectedVersion(headers));
    switch (answer.outcome) {
      case 'finalized':
      case 'already':
        return this.encounters.answer(principal, answer.encounter);
      case 'refused':
        throw new ProblemError(
          422,
          'The record does not support a code; nothing was locked.',
          [],
          {},
          { ...answer.decision },
        );
      case 'version_conflict':
        throw new ProblemError(412, `The encounter is at version ${answer.version}.`, [], {
          ETag: `"${answer.version}"`,
        });
      case 'running':
        throw new ProblemError(409, 'A segment is still running. Stop it first.');
      case 'voided':
        throw new ProblemError(409, 'The encounter is voided.');
      case 'not_own':
        throw new ProblemError(403, 'Only the clinician of the encounter may sign it.');
      case 'not_found':
        return found<EncounterAnswer>(null, 'encounter');
    }
  }

  /**
   * Opens a draft that replaces the finalized encounter once the draft is finalized itself. With `void` it voids the
   * encounter, whatever draft is open. Answers 201; 200 if the same amendment was requested before; 409 if another
   * amendment exists.
   */
  @Post(':id/amend')
  @IdempotentPost()
  @RequireScopes('records:write')
  @Discloses('encounters', (encounter: EncounterAnswer) => ofRecords([encounter]))
  @Answers({
    200: encounterAnswer,
    201: encounterAnswer,
    404: PROBLEM,
    409: problemWith({ supersededBy: z.string().exactOptional() }),
  })
  async amend(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: encounterParameter }) { id }: EncounterParameter,
    @Body({ schema: amendBody }) body: z.output<typeof amendBody>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EncounterAnswer> {
    const answer = await this.signing.amend(principal, id, { reason: body.reason, isVoid: body.void });
    switch (answer.outcome) {
      case 'created':
      case 'repeated':
        void reply.status(answer.outcome === 'created' ? 201 : 200);
        return this.encounters.answer(principal, answer.encounter);
      case 'superseded': {
        const detail = answer.isDraft ? 'An amendment is open.' : 'A later version exists. Amend that one.';
        throw new ProblemError(409, detail, [], {}, { supersededBy: answer.by });
      }
      case 'not_own':
        throw new ProblemError(403, 'Only the clinician of the encounter may amend it.');
      case 'not_finalized':
        throw new ProblemError(409, 'Only a finalized encounter can be amended.');
      case 'not_found':
        return found<EncounterAnswer>(null, 'encounter');
    }
  }
}
