import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Clock } from '../../../platform/clock/clock.js';
import { Config } from '../../../platform/config/config.js';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { PROBLEM } from '../../../platform/errors/problem.js';
import { pageAnswer } from '../../../platform/http/answers/answer-fields.js';
import { Answers } from '../../../platform/http/answers/answers.decorator.js';
import { writeInstantCursor } from '../../../platform/http/answers/instant-cursor.js';
import { Discloses, DisclosesNothing } from '../../audit/disclosure/discloses.decorator.js';
import { ofRecords } from '../../audit/disclosure/disclosure.js';
import { CurrentPrincipal } from '../../caller/current-principal.decorator.js';
import type { Principal } from '../../caller/principal.js';
import { RequireScopes } from '../../caller/require-scopes.decorator.js';
import { contextOf } from '../sessions/request-context.js';
import type { OpenSession } from '../sessions/sessions.service.js';
import { CurrentSession, SignedIn } from '../sessions/signed-in.decorator.js';
import { emergencyAnswer, toEmergencyAnswer, type EmergencyAnswer } from './emergency-access.answer.js';
import {
  emergencyParameter,
  emergencyQuery,
  openEmergencyInput,
  type OpenEmergencyInput,
} from './emergency-access.input.js';
import { EmergencyAccessService } from './emergency-access.service.js';

interface EmergencyPage {
  readonly items: readonly EmergencyAnswer[];
  readonly next: string | null;
}

/** For a patient who cannot wait until someone with the right role is found. */
@Controller('emergency-access')
export class EmergencyAccessController {
  constructor(
    private readonly emergencies: EmergencyAccessService,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /**
   * Lets this session read patient data for up to 60 minutes, whatever the user's roles. Takes a reason and the current
   * code of the authenticator. Answers 403 for a wrong code, and 409 when emergency access is already open in this session
   * or the roles already allow as much.
   */
  @Post()
  @SignedIn()
  @DisclosesNothing()
  @Answers({ 201: emergencyAnswer, 409: PROBLEM })
  async open(
    @CurrentPrincipal() principal: Principal,
    @CurrentSession() session: OpenSession,
    @Body({ schema: openEmergencyInput }) body: OpenEmergencyInput,
    @Req() request: FastifyRequest,
  ): Promise<EmergencyAnswer> {
    const context = contextOf(request, this.config.proxyHops);
    const answer = await this.emergencies.open(principal, body, { session, context });
    switch (answer.outcome) {
      case 'opened':
        return toEmergencyAnswer(answer.access, this.clock.now());
      case 'refused':
        throw new ProblemError(403, 'The code is wrong.');
      case 'already_open':
        throw new ProblemError(409, 'Emergency access is already open in this session.');
      case 'not_needed':
        throw new ProblemError(409, 'Your roles already allow everything that emergency access would.');
    }
  }

  /** Lists the practice's emergency accesses, latest first. */
  @Get()
  @RequireScopes('audit:read')
  @Discloses('emergencyAccess', ({ items }: EmergencyPage) => ofRecords(items))
  @Answers({ 200: pageAnswer(emergencyAnswer) })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: emergencyQuery }) { cursor, limit }: z.output<typeof emergencyQuery>,
  ): Promise<EmergencyPage> {
    const found = await this.emergencies.page(principal, cursor ?? null, limit + 1);
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return {
      items: page.map((access) => toEmergencyAnswer(access, this.clock.now())),
      next: last ? writeInstantCursor({ at: last.openedAt, id: last.id }) : null,
    };
  }

  /**
   * Ends an emergency access early. Only the user who opened it or an administrator may. One that has ended is answered
   * unchanged.
   */
  @Post(':id/end')
  @HttpCode(200)
  @SignedIn()
  @Discloses('emergencyAccess', (access: EmergencyAnswer) => ofRecords([access]))
  @Answers({ 200: emergencyAnswer, 404: PROBLEM })
  async end(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: emergencyParameter }) { id }: { readonly id: string },
  ): Promise<EmergencyAnswer> {
    const access = await this.emergencies.end(principal, id);
    if (access === null) throw new ProblemError(404, 'There is no such emergency access.');
    return toEmergencyAnswer(access, this.clock.now());
  }
}
