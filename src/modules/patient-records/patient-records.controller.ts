import type { Readable } from 'node:stream';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { z } from 'zod';
import { ProblemError } from '../../platform/errors/problem-error.js';
import { PROBLEM } from '../../platform/errors/problem.js';
import { dayText, pageAnswer } from '../../platform/http/answers/answer-fields.js';
import { Answers, TextBody } from '../../platform/http/answers/answers.decorator.js';
import { Discloses } from '../audit/disclosure/discloses.decorator.js';
import type { Asked } from '../audit/disclosure/disclosure-rule.js';
import { ofPatients, type Disclosure } from '../audit/disclosure/disclosure.js';
import { CurrentPrincipal } from '../caller/current-principal.decorator.js';
import type { Principal } from '../caller/principal.js';
import { RequireScopes } from '../caller/require-scopes.decorator.js';
import { erasure } from '../patients/erasure/erasure.js';
import { recordId } from '../../platform/http/input-fields.js';
import { found, idParameter, type IdParameter, type PutReply } from '../records/put-request.js';
import { PatientRecordsService, type DuePatient } from './patient-records.service.js';

const PAGE_MAX = 500;
const EVIDENCE_SHOWN_MAX = 100;

const exportQuery = z.strictObject({
  // A list, not words: an address ends up in logs and histories.
  reason: z.enum(['access', 'audit', 'legal', 'transfer']).describe('why the record is given out'),
});
const erasureBody = z.strictObject({
  reason: z.string().trim().min(1).max(500).describe('Kept in the audit log: no names or values.'),
});
const dueQuery = z.strictObject({
  cursor: recordId.optional(),
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(100),
});

const recordAnswer = new TextBody(
  'application/x-ndjson',
  '`collection` and `document` on each line; counts on the last.',
);
const erasedAnswer = z.strictObject({ patientId: z.string(), erasure });
const dueAnswer = pageAnswer(z.strictObject({ patientId: z.string(), keptUntil: dayText }));

interface DuePage {
  readonly items: readonly DuePatient[];
  readonly next: string | null;
}

@Controller()
export class PatientRecordsController {
  constructor(private readonly records: PatientRecordsService) {}

  /** The whole record as lines of JSON: `collection` and `document`; the last line counts them, and without it the record is not whole. */
  @Get('patients/:id/record')
  @RequireScopes('records:read', 'readings:read', 'time:read', 'billing:read')
  @Discloses('patients', theOneAsked)
  @Answers({ 200: recordAnswer, 404: PROBLEM })
  async export(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: idParameter }) { id }: IdParameter,
    @Query({ schema: exportQuery }) { reason }: z.output<typeof exportQuery>,
    @Res({ passthrough: true }) reply: PutReply,
  ): Promise<Readable> {
    const stream = found(await this.records.export(principal, id, reason), 'patient');
    reply.header('Content-Type', 'application/x-ndjson; charset=utf-8');
    return stream;
  }

  /** 200 when erased, now or before; 409 naming what must be kept until when. */
  @Post('patients/:id/erasure')
  @HttpCode(200)
  @RequireScopes('admin')
  @Discloses('patients', theOneAsked)
  @Answers({ 200: erasedAnswer, 404: PROBLEM, 409: PROBLEM })
  async erase(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: idParameter }) { id }: IdParameter,
    @Body({ schema: erasureBody }) { reason }: z.output<typeof erasureBody>,
  ) {
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

  /** Patients of whom nothing has to be kept any longer, by id and nothing else; a page may hold fewer than its limit. */
  @Get('retention/due')
  @RequireScopes('admin')
  @Discloses('patients', ({ items }: DuePage) =>
    ofPatients(items.map(({ patientId }) => ({ id: patientId }))),
  )
  @Answers({ 200: dueAnswer })
  due(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: dueQuery }) { cursor, limit }: z.output<typeof dueQuery>,
  ): Promise<DuePage> {
    return this.records.due(principal, { after: cursor ?? null, limit });
  }
}

function theOneAsked(_answer: unknown, { params }: Asked): Disclosure {
  return ofPatients([{ id: params['id'] ?? '' }]);
}
