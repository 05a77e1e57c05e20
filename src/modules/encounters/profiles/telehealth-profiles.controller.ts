import type { IncomingHttpHeaders } from 'node:http';
import { Body, Controller, Get, Headers, Param, Put, Res } from '@nestjs/common';
import { PROBLEM } from '../../../platform/errors/problem.js';
import { listAnswer } from '../../../platform/http/answers/answer-fields.js';
import { Answers } from '../../../platform/http/answers/answers.decorator.js';
import { DisclosesNothing } from '../../audit/disclosure/discloses.decorator.js';
import { CurrentPrincipal } from '../../caller/current-principal.decorator.js';
import type { Principal } from '../../caller/principal.js';
import { RequireScopes } from '../../caller/require-scopes.decorator.js';
import {
  expectedVersion,
  idParameter,
  putBody,
  savedRecord,
  type IdParameter,
  type PutReply,
} from '../../records/put-request.js';
import {
  storedTelehealthProfile,
  telehealthProfileContent,
  type StoredTelehealthProfile,
  type TelehealthProfileContent,
} from './telehealth-profile.js';
import { TelehealthProfilesService } from './telehealth-profiles.service.js';

/** The practice's own telehealth rows by payer; the id is that of the payer's record, or a name of the rulebook. */
@Controller('telehealth-profiles')
export class TelehealthProfilesController {
  constructor(private readonly profiles: TelehealthProfilesService) {}

  /** All of the practice, by payer. */
  @Get()
  @RequireScopes('practice:read')
  @DisclosesNothing()
  @Answers({ 200: listAnswer(storedTelehealthProfile) })
  async list(
    @CurrentPrincipal() principal: Principal,
  ): Promise<{ items: StoredTelehealthProfile[]; next: null }> {
    return { items: await this.profiles.list(principal), next: null };
  }

  /** 201 for a new one, 200 for a changed one; takes If-Match and If-None-Match. */
  @Put(':id')
  @RequireScopes('admin')
  @DisclosesNothing()
  @Answers({ 200: storedTelehealthProfile, 201: storedTelehealthProfile, 412: PROBLEM })
  async put(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: idParameter }) { id }: IdParameter,
    @Body({ schema: putBody(telehealthProfileContent) }) content: TelehealthProfileContent,
    @Headers() headers: IncomingHttpHeaders,
    @Res({ passthrough: true }) reply: PutReply,
  ): Promise<StoredTelehealthProfile> {
    return savedRecord(
      await this.profiles.put(principal, { ...content, id }, expectedVersion(headers)),
      reply,
    );
  }
}
