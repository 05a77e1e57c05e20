import { Controller, Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { count, dayText, instantText } from '../../../platform/http/answers/answer-fields.js';
import { Answers } from '../../../platform/http/answers/answers.decorator.js';
import { instantCursorField } from '../../../platform/http/answers/instant-cursor.js';
import { actorAnswer, originAnswer } from '../../audit/audit-entry.js';
import { Discloses } from '../../audit/disclosure/discloses.decorator.js';
import { CurrentPrincipal } from '../../caller/current-principal.decorator.js';
import type { Principal } from '../../caller/principal.js';
import { RequireScopes } from '../../caller/require-scopes.decorator.js';
import { localDateField } from '../../../platform/http/input-fields.js';
import { idParameter, type IdParameter } from '../../records/put-request.js';
import { AccessReportService, type AccessReport } from './access-report.service.js';

const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 1000;

const reportQuery = z
  .strictObject({
    from: localDateField.optional(),
    to: localDateField.optional(),
    cursor: instantCursorField(/[A-Za-z0-9_-]{1,64}/).optional(),
    limit: z.coerce.number().int().min(1).max(LIMIT_MAX).default(LIMIT_DEFAULT),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ['to'],
    message: 'must not be before from',
  });

const accessAnswer = z.strictObject({
  at: instantText,
  actor: actorAnswer,
  action: z.string(),
  from: originAnswer.nullable(),
  reason: z.string().nullable(),
  emergency: z.string().nullable(),
  requestId: z.string().nullable(),
  entryId: z.string(),
  inLog: z.boolean(),
});
const reportAnswer = z.strictObject({
  patientId: z.string(),
  items: z.array(accessAnswer),
  deliveries: z.array(z.strictObject({ day: dayText, source: z.string(), readings: count })),
  next: z.string().nullable(),
});

@Controller('patients')
export class AccessReportController {
  constructor(private readonly reports: AccessReportService) {}

  /**
   * Who read or changed what of the patient, when, from where and why, the latest first; `from` and `to` are days in UTC,
   * both included. The first page also counts the readings that gateways delivered, by day and source.
   */
  @Get(':id/accesses')
  @RequireScopes('audit:read')
  @Discloses('accesses', ({ items, patientId }: AccessReport) => ({
    ids: items.map(({ entryId }) => entryId),
    patientIds: [patientId],
  }))
  @Answers({ 200: reportAnswer })
  async report(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: idParameter }) { id }: IdParameter,
    @Query({ schema: reportQuery }) query: z.output<typeof reportQuery>,
  ): Promise<AccessReport> {
    const { from = null, to = null, cursor = null, limit } = query;
    return this.reports.of(principal, id, { from, to, before: cursor, limit });
  }
}
