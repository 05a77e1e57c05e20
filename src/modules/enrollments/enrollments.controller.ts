import type { IncomingHttpHeaders } from 'node:http';
import { Body, Controller, Get, Headers, Param, Put, Res } from '@nestjs/common';
import { PROBLEM } from '../../platform/errors/problem.js';
import { listAnswer } from '../../platform/http/answers/answer-fields.js';
import { Answers } from '../../platform/http/answers/answers.decorator.js';
import { Discloses } from '../audit/disclosure/discloses.decorator.js';
import { ofRecords } from '../audit/disclosure/disclosure.js';
import { CurrentPrincipal } from '../caller/current-principal.decorator.js';
import type { Principal } from '../caller/principal.js';
import { RequireScopes } from '../caller/require-scopes.decorator.js';
import {
  expectedVersion,
  found,
  idParameter,
  putBody,
  savedRecord,
  withEtag,
  type IdParameter,
  type PutReply,
} from '../records/put-request.js';
import { enrollmentContent, type EnrollmentContent } from './enrollment.input.js';
import { storedEnrollment, type Enrollment } from './enrollment.js';
import { EnrollmentsService } from './enrollments.service.js';

interface EnrollmentList {
  readonly items: readonly Enrollment[];
  readonly next: null;
}

@Controller()
export class EnrollmentsController {
  constructor(private readonly enrollments: EnrollmentsService) {}

  @Get('enrollments/:id')
  @RequireScopes('records:limited')
  @Discloses('enrollments', (enrollment: Enrollment) => ofRecords([enrollment]))
  @Answers({ 200: storedEnrollment, 404: PROBLEM })
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: idParameter }) { id }: IdParameter,
    @Res({ passthrough: true }) reply: PutReply,
  ): Promise<Enrollment> {
    return withEtag(found(await this.enrollments.get(principal, id), 'enrollment'), reply);
  }

  /** In order of start date, then id. */
  @Get('patients/:id/enrollments')
  @RequireScopes('records:limited')
  @Discloses('enrollments', ({ items }: EnrollmentList, { params }) => ofRecords(items, params['id']))
  @Answers({ 200: listAnswer(storedEnrollment) })
  async ofPatient(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: idParameter }) { id }: IdParameter,
  ): Promise<EnrollmentList> {
    const byPatient = await this.enrollments.ofPatients(principal, [id]);
    return { items: byPatient.get(id) ?? [], next: null };
  }

  /** Puts the whole record. Answers 201 for a new one and 200 for a changed one. Takes If-Match and If-None-Match. */
  @Put('enrollments/:id')
  @RequireScopes('records:write')
  @Discloses('enrollments', (enrollment: Enrollment) => ofRecords([enrollment]))
  @Answers({ 200: storedEnrollment, 201: storedEnrollment, 409: PROBLEM, 412: PROBLEM })
  async put(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: idParameter }) { id }: IdParameter,
    @Body({ schema: putBody(enrollmentContent) }) content: EnrollmentContent,
    @Headers() headers: IncomingHttpHeaders,
    @Res({ passthrough: true }) reply: PutReply,
  ): Promise<Enrollment> {
    return savedRecord(
      await this.enrollments.put(principal, { ...content, id }, expectedVersion(headers)),
      reply,
    );
  }
}
