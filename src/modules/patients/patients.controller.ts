import type { IncomingHttpHeaders } from 'node:http';
import { Body, Controller, Get, Headers, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { z } from 'zod';
import { ProblemError } from '../../platform/errors/problem-error.js';
import { PROBLEM } from '../../platform/errors/problem.js';
import { pageAnswer } from '../../platform/http/answers/answer-fields.js';
import { Answers } from '../../platform/http/answers/answers.decorator.js';
import { localDateField, recordId } from '../../platform/http/input-fields.js';
import { Discloses } from '../audit/disclosure/discloses.decorator.js';
import { ofPatients } from '../audit/disclosure/disclosure.js';
import { CurrentPrincipal } from '../caller/current-principal.decorator.js';
import type { Principal } from '../caller/principal.js';
import { RequireScopes } from '../caller/require-scopes.decorator.js';
import {
  expectedVersion,
  found,
  idParameter,
  pageQuery,
  putBody,
  savedRecord,
  withEtag,
  type IdParameter,
  type PageQuery,
  type PutReply,
} from '../records/put-request.js';
import { PatientsService, type PatientPage } from './patients.service.js';
import {
  mayReadIdentifiers,
  patientAnswer,
  toPatientAnswer,
  type PatientAnswer,
} from './record/patient.answer.js';
import { patientContent, type PatientContent } from './record/patient.input.js';

const SEARCH_DEFAULT = 25;
const SEARCH_MAX = 100;
const term = z.string().trim().min(1).max(64).optional();

/** Identifiers travel in the body, because URLs end up in logs and browser histories. */
const searchBody = z.strictObject({
  mrn: term,
  birthDate: localDateField.optional(),
  phone: term,
  memberId: term,
  namePrefix: term.describe('the beginning of the family name, of "family given", or of the given name'),
  cursor: recordId.optional(),
  limit: z.int().min(1).max(SEARCH_MAX).default(SEARCH_DEFAULT),
});

/** Fields that a caller without full identifiers may not search by, because guessing would reveal them. */
const HIDDEN_WHEN_LIMITED = ['birthDate', 'phone', 'namePrefix'] as const;

interface PatientPageView {
  readonly items: readonly PatientAnswer[];
  readonly next: string | null;
}

@Controller('patients')
export class PatientsController {
  constructor(private readonly patients: PatientsService) {}

  /** In order of id. `next` is the cursor of the next page, null at the end. */
  @Get()
  @RequireScopes('records:limited')
  @Discloses('patients', ({ items }: PatientPageView) => ofPatients(items))
  @Answers({ 200: pageAnswer(patientAnswer) })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: pageQuery }) { cursor, limit }: PageQuery,
  ): Promise<PatientPageView> {
    return pageView(await this.patients.list(principal, { after: cursor ?? null, limit }), principal);
  }

  /** Finds patients who meet every given condition. Without any condition, lists all patients by name. */
  @Post('search')
  @HttpCode(200)
  @RequireScopes('records:limited')
  @Discloses('patients', ({ items }: PatientPageView) => ofPatients(items))
  @Answers({ 200: pageAnswer(patientAnswer) })
  async search(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: searchBody }) { cursor, limit, ...query }: z.output<typeof searchBody>,
  ): Promise<PatientPageView> {
    const hidden = HIDDEN_WHEN_LIMITED.filter((key) => query[key] !== undefined);
    if (hidden.length > 0 && !mayReadIdentifiers(principal))
      throw new ProblemError(403, `Searching by ${hidden.join(', ')} needs the scope records:read.`);
    return pageView(
      await this.patients.search(principal, query, { after: cursor ?? null, limit }),
      principal,
    );
  }

  @Get(':id')
  @RequireScopes('records:limited')
  @Discloses('patients', (patient: PatientAnswer) => ofPatients([patient]))
  @Answers({ 200: patientAnswer, 404: PROBLEM })
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: idParameter }) { id }: IdParameter,
    @Res({ passthrough: true }) reply: PutReply,
  ): Promise<PatientAnswer> {
    return toPatientAnswer(
      withEtag(found(await this.patients.get(principal, id), 'patient'), reply),
      principal,
    );
  }

  /** Puts the whole record. Answers 201 for a new one and 200 for a changed one. Takes If-Match and If-None-Match. */
  @Put(':id')
  @RequireScopes('records:write')
  @Discloses('patients', (patient: PatientAnswer) => ofPatients([patient]))
  @Answers({ 200: patientAnswer, 201: patientAnswer, 409: PROBLEM, 412: PROBLEM })
  async put(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: idParameter }) { id }: IdParameter,
    @Body({ schema: putBody(patientContent) }) content: PatientContent,
    @Headers() headers: IncomingHttpHeaders,
    @Res({ passthrough: true }) reply: PutReply,
  ): Promise<PatientAnswer> {
    const saved = await this.patients.put(principal, { ...content, id }, expectedVersion(headers));
    return toPatientAnswer(savedRecord(saved, reply), principal);
  }
}

function pageView({ patients, nextCursor }: PatientPage, principal: Principal): PatientPageView {
  return { items: patients.map((patient) => toPatientAnswer(patient, principal)), next: nextCursor };
}
