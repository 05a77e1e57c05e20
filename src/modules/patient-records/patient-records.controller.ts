import type { Readable } from 'node:stream';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ProblemError } from '../../platform/errors/problem-error.js';
import { PROBLEM } from '../../platform/errors/problem.js';
import { Answers } from '../../platform/http/answers/answers.decorator.js';
import { Discloses } from '../audit/disclosure/discloses.decorator.js';
import type { Asked } from '../audit/disclosure/disclosure-rule.js';
import { ofPatients, type Disclosure } from '../audit/disclosure/disclosure.js';
import { CurrentPrincipal } from '../caller/current-principal.decorator.js';
import type { Principal } from '../caller/principal.js';
import { RequireScopes } from '../caller/require-scopes.decorator.js';
import { found, idParameter, type IdParameter, type PutReply } from '../records/put-request.js';
import {
  erasedAnswer,
  recordAnswer,
  retentionDueAnswer,
  type ErasedAnswer,
  type RetentionDueAnswer,
} from './patient-records.answer.js';
import {
  erasureBody,
  exportQuery,
  retentionDueQuery,
  type ErasureBody,
  type ExportQuery,
  type RetentionDueQuery,
} from './patient-records.input.js';
import { PatientRecordsService } from './patient-records.service.js';

const EVIDENCE_SHOWN_MAX = 100;

@Controller()
export class PatientRecordsController {
  constructor(private readonly records: PatientRecordsService) {}

  /** The whole record as lines of JSON, each with `collection` and `document`. The last line counts them; without it the record is incomplete. */
  @Get('patients/:id/record')
  @RequireScopes('records:read', 'readings:read', 'time:read', 'billing:read')
  @Discloses('patients', requestedPatient)
  @Answers({ 200: recordAnswer, 404: PROBLEM })
  async export(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: idParameter }) { id }: IdParameter,
    @Query({ schema: exportQuery }) { reason }: ExportQuery,
    @Res({ passthrough: true }) reply: PutReply,
  ): Promise<Readable> {
    const stream = found(await this.records.export(principal, id, reason), 'patient');
    reply.header('Content-Type', 'application/x-ndjson; charset=utf-8');
    return stream;
  }

  /** Answers 200 when the patient is erased, now or earlier, and 409 naming the evidence that must be kept and until when. */
  @Post('patients/:id/erasure')
  @HttpCode(200)
  @RequireScopes('admin')
  @Discloses('patients', requestedPatient)
  @Answers({ 200: erasedAnswer, 404: PROBLEM, 409: PROBLEM })
  async erase(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: idParameter }) { id }: IdParameter,
    @Body({ schema: erasureBody }) { reason }: ErasureBody,
  ): Promise<ErasedAnswer> {
    const answer = await this.records.erase(principal, id, reason);
    switch (answer.outcome) {
      case 'unknown':
        throw new ProblemError(404, 'There is no such patient.');
      case 'kept':
        throw new ProblemError(
          409,
          `Evidence must be kept until ${answer.evidence[0]?.keptUntil ?? 'later'}.`,
          answer.evidence
            .slice(0, EVIDENCE_SHOWN_MAX)
            .map(({ id: path, kind, keptUntil }) => ({ path, message: `${kind} kept until ${keptUntil}` })),
          {},
          { patientId: id },
        );
      case 'erased':
        return { patientId: id, erasure: answer.erasure };
    }
  }

  /** Patients whose evidence no longer has to be kept, in order of id. A page may hold fewer patients than its limit. */
  @Get('retention/due')
  @RequireScopes('admin')
  @Discloses('patients', ({ items }: RetentionDueAnswer) =>
    ofPatients(items.map(({ patientId }) => ({ id: patientId }))),
  )
  @Answers({ 200: retentionDueAnswer })
  due(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: retentionDueQuery }) { cursor, limit }: RetentionDueQuery,
  ): Promise<RetentionDueAnswer> {
    return this.records.due(principal, { after: cursor ?? null, limit });
  }
}

function requestedPatient(_answer: unknown, { params }: Asked): Disclosure {
  return ofPatients([{ id: params['id'] ?? '' }]);
}
