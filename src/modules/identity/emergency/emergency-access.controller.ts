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
import {
  emergencyAnswer,
  emergencyParameter,
  emergencyQuery,
  emergencyView,
  openEmergencyBody,
  type EmergencyView,
  type OpenEmergencyBody,
} from './emergency-access.input.js';
import { EmergencyAccessService } from './emergency-access.service.js';

interface EmergencyPage {
  readonly items: readonly EmergencyView[];
  readonly next: string | null;
}

/** For a patient who cannot wait until somebody with the right role is found. */
@Controller('emergency-access')
export class EmergencyAccessController {
  constructor(
    private readonly emergencies: EmergencyAccessService,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /**
   * Lets this session read patient data for up to 60 minutes, whatever the user's roles. Takes a reason and the code that
   * the authenticator shows now. 403 for a wrong code, 409 where it is open already or the roles open as much.
   */
  @Post()
  @SignedIn()
  @DisclosesNothing()
  @Answers({ 201: emergencyAnswer, 409: PROBLEM })
  async open(
    @CurrentPrincipal() principal: Principal,
    @CurrentSession() session: OpenSession,
    @Body({ schema: openEmergencyBody }) body: OpenEmergencyBody,
    @Req() request: FastifyRequest,
  ): Promise<EmergencyView> {
    const context = contextOf(request, this.config.proxyHops);
    const answer = await this.emergencies.open(principal, body, { session, context });
    switch (answer.outcome) {
      case 'opened':
        return emergencyView(answer.access, this.clock.now());
      case 'refused':
        throw new ProblemError(403, 'The code is not right.');
      case 'already_open':
        throw new ProblemError(409, 'Emergency access is open in this session already.');
      case 'not_needed':
        throw new ProblemError(409, 'Your roles open all that emergency access would.');
    }
  }

  /** All of the practice, the latest first. */
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
      items: page.map((access) => emergencyView(access, this.clock.now())),
      next: last ? writeInstantCursor({ at: last.openedAt, id: last.id }) : null,
    };
  }

  /** Ends it before its time: whoever opened it, or an administrator. One that is over is answered as it is. */
  @Post(':id/end')
  @HttpCode(200)
  @SignedIn()
  @Discloses('emergencyAccess', (access: EmergencyView) => ofRecords([access]))
  @Answers({ 200: emergencyAnswer, 404: PROBLEM })
  async end(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: emergencyParameter }) { id }: { readonly id: string },
  ): Promise<EmergencyView> {
    const access = await this.emergencies.end(principal, id);
    if (access === null) throw new ProblemError(404, 'There is no such emergency access.');
    return emergencyView(access, this.clock.now());
  }
}
