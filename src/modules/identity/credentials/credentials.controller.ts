import { Body, Controller, Delete, Get, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../../../platform/clock/clock.js';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { PROBLEM } from '../../../platform/errors/problem.js';
import { Answers } from '../../../platform/http/answers/answers.decorator.js';
import { DisclosesNothing } from '../../audit/disclosure/discloses.decorator.js';
import { CurrentPrincipal } from '../../caller/current-principal.decorator.js';
import type { Principal } from '../../caller/principal.js';
import { RequireScopes } from '../../caller/require-scopes.decorator.js';
import { CallLimitGuard } from '../call-limit.guard.js';
import { KnownStaff } from '../users/known-staff.js';
import { STAFF_UNKNOWN } from '../users/users.input.js';
import { credentialAnswer, issuedCredentialAnswer, toCredentialAnswer } from './credential.answer.js';
import {
  credentialInput,
  rotationInput,
  type CredentialInput,
  type RotationInput,
} from './credentials.input.js';
import { CredentialsService } from './credentials.service.js';

const NOT_FOUND = 'There is no such credential.';
const REFUSED = {
  not_in_force: 'The credential has expired or was revoked. Issue a new one.',
  already_replaced: 'The credential was already rotated. Rotate the one that replaced it.',
} as const;

@DisclosesNothing()
@Controller('credentials')
@RequireScopes('admin')
export class CredentialsController {
  constructor(
    private readonly credentials: CredentialsService,
    private readonly staff: KnownStaff,
    private readonly clock: Clock,
  ) {}

  /** Issues a credential. Only this answer holds the token or signing secret. */
  @Post()
  @UseGuards(CallLimitGuard)
  @Answers({ 201: issuedCredentialAnswer })
  async issue(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: credentialInput }) body: CredentialInput,
  ) {
    if (!(await this.staff.has(principal, body.staffId ?? null)))
      throw new ProblemError(400, 'The input is not valid.', [STAFF_UNKNOWN]);
    const { credential, token } = await this.credentials.issue(principal, {
      ...body,
      source: body.source ?? null,
      staffId: body.staffId ?? null,
      expiresAt: body.expiresAt ?? null,
    });
    return { ...toCredentialAnswer(credential, this.clock.now()), token };
  }

  @Get()
  @RequireScopes('audit:read')
  @Answers({ 200: z.strictObject({ items: z.array(credentialAnswer) }) })
  async list(@CurrentPrincipal() principal: Principal) {
    const items = await this.credentials.list(principal);
    const now = this.clock.now();
    return { items: items.map((item) => toCredentialAnswer(item, now)) };
  }

  /** Issues a new token or secret to the same holder and shows it once. The old one stays valid for the overlap. */
  @Post(':id/rotate')
  @UseGuards(CallLimitGuard)
  @Answers({ 201: issuedCredentialAnswer.extend({ replaced: credentialAnswer }), 404: PROBLEM, 409: PROBLEM })
  async rotate(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: rotationInput }) { overlapMinutes }: RotationInput,
  ) {
    const answer = await this.credentials.rotate(principal, id, overlapMinutes);
    if (answer.outcome === 'not_found') throw new ProblemError(404, NOT_FOUND);
    if (answer.outcome !== 'rotated') throw new ProblemError(409, REFUSED[answer.outcome]);
    const { credential, replaced, token } = answer;
    const now = this.clock.now();
    return { ...toCredentialAnswer(credential, now), token, replaced: toCredentialAnswer(replaced, now) };
  }

  @Delete(':id')
  @HttpCode(204)
  @Answers({ 204: null, 404: PROBLEM })
  async revoke(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<void> {
    if (!(await this.credentials.revoke(principal, id))) throw new ProblemError(404, NOT_FOUND);
  }
}
