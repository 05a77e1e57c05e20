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
import { PracticesService } from '../practices.service.js';
import { payerContent, type PayerContent } from './payer.input.js';
import { storedPayer, type Payer } from './payer.js';

@Controller('payers')
export class PayersController {
  constructor(private readonly practices: PracticesService) {}

  /** All payers of the practice, in order of name. */
  @Get()
  @RequireScopes('practice:read')
  @DisclosesNothing()
  @Answers({ 200: listAnswer(storedPayer) })
  async list(@CurrentPrincipal() principal: Principal): Promise<{ items: Payer[]; next: null }> {
    return { items: await this.practices.listPayers(principal), next: null };
  }

  /** Answers 201 for a new record and 200 for a changed one. Takes If-Match and If-None-Match. */
  @Put(':id')
  @RequireScopes('admin')
  @DisclosesNothing()
  @Answers({ 200: storedPayer, 201: storedPayer, 412: PROBLEM })
  async put(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: idParameter }) { id }: IdParameter,
    @Body({ schema: putBody(payerContent) }) content: PayerContent,
    @Headers() headers: IncomingHttpHeaders,
    @Res({ passthrough: true }) reply: PutReply,
  ): Promise<Payer> {
    const saved = await this.practices.putPayer(principal, { ...content, id }, expectedVersion(headers));
    return savedRecord(saved, reply);
  }
}
