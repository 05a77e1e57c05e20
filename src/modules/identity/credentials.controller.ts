import { Body, Controller, Delete, Get, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import { ProblemError } from '../../platform/errors/problem-error.js';
import { DisclosesNothing } from '../audit/discloses.decorator.js';
import { CallLimitGuard } from './call-limit.guard.js';
import { CredentialsService } from './credentials.service.js';
import { credentialRequestSchema, credentialView, type CredentialRequestBody } from './credentials.dto.js';
import { CurrentPrincipal } from './current-principal.decorator.js';
import type { Principal } from './principal.js';
import { RequireScopes } from './require-scopes.decorator.js';

@DisclosesNothing()
@Controller('credentials')
@RequireScopes('admin')
@UseGuards(CallLimitGuard)
export class CredentialsController {
  constructor(private readonly credentials: CredentialsService) {}

  /** The only answer that ever holds the token. */
  @Post()
  async issue(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: credentialRequestSchema }) body: CredentialRequestBody,
  ) {
    const { credential, token } = await this.credentials.issue(principal, {
      ...body,
      source: body.source ?? null,
      staffId: body.staffId ?? null,
      expiresAt: body.expiresAt ?? null,
    });
    return { ...credentialView(credential), token };
  }

  @Get()
  @RequireScopes('audit:read')
  async list(@CurrentPrincipal() principal: Principal) {
    const items = await this.credentials.list(principal);
    return { items: items.map(credentialView) };
  }

  @Delete(':id')
  @HttpCode(204)
  async revoke(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<void> {
    if (!(await this.credentials.revoke(principal, id)))
      throw new ProblemError(404, 'There is no such credential.');
  }
}
