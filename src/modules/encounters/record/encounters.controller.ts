import type { IncomingHttpHeaders } from 'node:http';
import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Post,
  Put,
  Query,
  Res,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { PROBLEM } from '../../../platform/errors/problem.js';
import { pageAnswer } from '../../../platform/http/answers/answer-fields.js';
import { Answers } from '../../../platform/http/answers/answers.decorator.js';
import { Discloses, DisclosesNothing } from '../../audit/disclosure/discloses.decorator.js';
import { ofRecords } from '../../audit/disclosure/disclosure.js';
import { CurrentPrincipal } from '../../caller/current-principal.decorator.js';
import type { Principal } from '../../caller/principal.js';
import { noteDisclosed } from '../../caller/request-trace.js';
import { RequireScopes } from '../../caller/require-scopes.decorator.js';
import { IdempotentPost } from '../../identity/idempotency/idempotent-post.decorator.js';
import { expectedVersion, found, savedRecord, withEtag, type PutReply } from '../../records/put-request.js';
import { encounterAnswer, type EncounterAnswer } from './encounter.answer.js';
import {
  encounterParameter,
  encounterPostBody,
  encounterPutBody,
  encountersQuery,
  startSegmentBody,
  stopSegmentBody,
  type EncounterParameter,
} from './encounter.input.js';
import type { Encounter, EncounterContent, EncounterInput } from './encounter.js';
import { EncountersService } from './encounters.service.js';

interface EncounterPage {
  readonly items: readonly EncounterAnswer[];
  readonly next: string | null;
}

const SEGMENT_CHANGED = { 200: encounterAnswer, 404: PROBLEM, 409: PROBLEM } as const;

/** Drafts of encounters, and reading encounters. */
@Controller('encounters')
export class EncountersController {
  constructor(private readonly encounters: EncountersService) {}

  /** Creates a draft under the client's id: 201. The same content again answers 200, other content 409. */
  @Post()
  @IdempotentPost()
  @RequireScopes('records:write')
  @Discloses('encounters', (encounter: EncounterAnswer) => ofRecords([encounter]))
  @Answers({ 200: encounterAnswer, 201: encounterAnswer, 409: PROBLEM })
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: encounterPostBody }) body: EncounterInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EncounterAnswer> {
    const created = await this.encounters.create(principal, body);
    if (created.outcome === 'conflict')
      throw new ProblemError(409, 'An encounter with this id and other content exists.');
    void reply.status(created.outcome === 'created' ? 201 : 200);
    return this.shown(principal, created.encounter, reply);
  }

  /** Lists encounters by date of service, then id. */
  @Get()
  @RequireScopes('records:read')
  @Discloses('encounters', ({ items }: EncounterPage, { query }) => ofRecords(items, query['patientId']))
  @Answers({ 200: pageAnswer(encounterAnswer) })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: encountersQuery }) query: z.output<typeof encountersQuery>,
  ): Promise<EncounterPage> {
    const { patientId, clinicianId, status, from, to, cursor, limit } = query;
    const { items, last } = await this.encounters.page(principal, {
      ...(patientId !== undefined && { patientId }),
      ...(clinicianId !== undefined && { clinicianId }),
      ...(status !== undefined && { status }),
      from: from ?? null,
      to: to ?? null,
      after: cursor ?? null,
      limit,
    });
    const next = last && Buffer.from(`${last.dateOfService} ${last.id}`).toString('base64url');
    return { items, next };
  }

  @Get(':id')
  @RequireScopes('records:read')
  @Discloses('encounters', (encounter: EncounterAnswer) => ofRecords([encounter]))
  @Answers({ 200: encounterAnswer, 404: PROBLEM })
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: encounterParameter }) { id }: EncounterParameter,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EncounterAnswer> {
    return this.shown(principal, await this.find(principal, id), reply);
  }

  /** Puts the whole record of a draft: 201 for a new one, 200 for a changed one. Takes If-Match and If-None-Match. */
  @Put(':id')
  @RequireScopes('records:write')
  @Discloses('encounters', (encounter: EncounterAnswer) => ofRecords([encounter]))
  @Answers({ 200: encounterAnswer, 201: encounterAnswer, 409: PROBLEM, 412: PROBLEM })
  async put(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: encounterParameter }) { id }: EncounterParameter,
    @Body({ schema: encounterPutBody }) content: EncounterContent,
    @Headers() headers: IncomingHttpHeaders,
    @Res({ passthrough: true }) reply: PutReply,
  ): Promise<EncounterAnswer> {
    const saved = await this.encounters.put(principal, { ...content, id }, expectedVersion(headers));
    return this.encounters.answer(principal, savedRecord(saved, reply));
  }

  /** Deletes a draft: 204, or 409 if it is signed. */
  @Delete(':id')
  @HttpCode(204)
  @RequireScopes('records:write')
  @DisclosesNothing()
  @Answers({ 204: null, 404: PROBLEM, 409: PROBLEM })
  async discard(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: encounterParameter }) { id }: EncounterParameter,
  ): Promise<void> {
    found((await this.encounters.discard(principal, id)) ? id : null, 'encounter');
  }

  /** A person joins or changes the modality. That person's running segment ends at the same instant. */
  @Post(':id/segments/start')
  @IdempotentPost()
  @HttpCode(200)
  @RequireScopes('records:write')
  @Discloses('encounters', (encounter: EncounterAnswer) => ofRecords([encounter]))
  @Answers(SEGMENT_CHANGED)
  async start(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: encounterParameter }) { id }: EncounterParameter,
    @Body({ schema: startSegmentBody }) body: z.output<typeof startSegmentBody>,
  ): Promise<EncounterAnswer> {
    const changed = found(await this.encounters.changeSegment(principal, id, body), 'encounter');
    return this.encounters.answer(principal, changed);
  }

  /** A person leaves. A segment longer than the longest allowed entry is treated as forgotten and holds no time. */
  @Post(':id/segments/stop')
  @IdempotentPost()
  @HttpCode(200)
  @RequireScopes('records:write')
  @Discloses('encounters', (encounter: EncounterAnswer) => ofRecords([encounter]))
  @Answers(SEGMENT_CHANGED)
  async stop(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: encounterParameter }) { id }: EncounterParameter,
    @Body({ schema: stopSegmentBody }) { staffId }: z.output<typeof stopSegmentBody>,
  ): Promise<EncounterAnswer> {
    const change = { staffId, modality: null };
    const changed = found(await this.encounters.changeSegment(principal, id, change), 'encounter');
    return this.encounters.answer(principal, changed);
  }

  private async find(principal: Principal, id: string): Promise<Encounter> {
    const encounter = found(await this.encounters.get(principal, id), 'encounter');
    noteDisclosed(principal, [encounter.patientId]);
    return encounter;
  }

  private async shown(
    principal: Principal,
    encounter: Encounter,
    reply: FastifyReply,
  ): Promise<EncounterAnswer> {
    return withEtag(await this.encounters.answer(principal, encounter), {
      status: (code) => reply.status(code),
      header: (name, value) => reply.header(name, value),
    });
  }
}
