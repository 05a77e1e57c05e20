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
import {
  credentialAnswer,
  credentialRequestSchema,
  credentialView,
  issuedAnswer,
  rotationSchema,
  type CredentialRequestBody,
  type RotationBody,
} from './credentials.input.js';
import { CredentialsService } from './credentials.service.js';

const NOT_FOUND = 'There is no such credential.';
const REFUSED = {
  not_in_force: 'The credential has expired or was revoked; issue a new one.',
  replaced_before: 'The credential was rotated before; rotate the one that replaced it.',
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

  /** The only answer that ever holds the token, or the secret to sign with. */
  @Post()
  @UseGuards(CallLimitGuard)
  @Answers({ 201: issuedAnswer })
  async issue(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: credentialRequestSchema }) body: CredentialRequestBody,
  ) {
    if (!(await this.staff.has(principal, body.staffId ?? null)))
      throw new ProblemError(400, 'The input is not valid.', [STAFF_UNKNOWN]);
    const { credential, token } = await this.credentials.issue(principal, {
      ...body,
      source: body.source ?? null,
      staffId: body.staffId ?? null,
      expiresAt: body.expiresAt ?? null,
    });
    return { ...credentialView(credential, this.clock.now()), token };
  }

  @Get()
  @RequireScopes('audit:read')
  @Answers({ 200: z.strictObject({ items: z.array(credentialAnswer) }) })
  async list(@CurrentPrincipal() principal: Principal) {
    const items = await this.credentials.list(principal);
    const now = this.clock.now();
    return { items: items.map((item) => credentialView(item, now)) };
  }

  /** A new token or secret for the same holder, shown once; the former holds on for the overlap. */
  @Post(':id/rotate')
  @UseGuards(CallLimitGuard)
  @Answers({ 201: issuedAnswer.extend({ replaced: credentialAnswer }), 404: PROBLEM, 409: PROBLEM })
  async rotate(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: rotationSchema }) { overlapMinutes }: RotationBody,
  ) {
    const answer = await this.credentials.rotate(principal, id, overlapMinutes);
    if (answer.outcome === 'not_found') throw new ProblemError(404, NOT_FOUND);
    if (answer.outcome !== 'rotated') throw new ProblemError(409, REFUSED[answer.outcome]);
    const { credential, replaced, token } = answer;
    const now = this.clock.now();
    return { ...credentialView(credential, now), token, replaced: credentialView(replaced, now) };
  }

  @Delete(':id')
  @HttpCode(204)
  @Answers({ 204: null, 404: PROBLEM })
  async revoke(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<void> {
    if (!(await this.credentials.revoke(principal, id))) throw new ProblemError(404, NOT_FOUND);
  }
}
