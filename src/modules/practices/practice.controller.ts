import type { IncomingHttpHeaders } from 'node:http';
import { Body, Controller, Get, Headers, Put, Res } from '@nestjs/common';
import { PROBLEM } from '../../platform/errors/problem.js';
import { Answers } from '../../platform/http/answers/answers.decorator.js';
import { DisclosesNothing } from '../audit/disclosure/discloses.decorator.js';
import { CurrentPrincipal } from '../caller/current-principal.decorator.js';
import type { Principal } from '../caller/principal.js';
import { RequireScopes } from '../caller/require-scopes.decorator.js';
import { expectedVersion, putBody, savedRecord, withEtag, type PutReply } from '../records/put-request.js';
import { practiceContent, type PracticeContent } from './practice.input.js';
import { storedPractice, type Practice } from './practice.js';
import { PracticesService } from './practices.service.js';

/** The caller's own practice. A request cannot name another one. */
@Controller('practice')
export class PracticeController {
  constructor(private readonly practices: PracticesService) {}

  @Get()
  @RequireScopes('practice:read')
  @DisclosesNothing()
  @Answers({ 200: storedPractice, 404: PROBLEM })
  async get(
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: PutReply,
  ): Promise<Practice> {
    return withEtag(await this.practices.get(principal), reply);
  }

  @Put()
  @RequireScopes('admin')
  @DisclosesNothing()
  @Answers({ 200: storedPractice, 201: storedPractice, 412: PROBLEM })
  async put(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: putBody(practiceContent) }) content: PracticeContent,
    @Headers() headers: IncomingHttpHeaders,
    @Res({ passthrough: true }) reply: PutReply,
  ): Promise<Practice> {
    const input = { ...content, id: principal.practiceId };
    return savedRecord(await this.practices.putPractice(principal, input, expectedVersion(headers)), reply);
  }
}
