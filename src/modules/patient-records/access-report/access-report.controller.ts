import { Controller, Get, Param, Query } from '@nestjs/common';
import { Answers } from '../../../platform/http/answers/answers.decorator.js';
import { Discloses } from '../../audit/disclosure/discloses.decorator.js';
import { CurrentPrincipal } from '../../caller/current-principal.decorator.js';
import type { Principal } from '../../caller/principal.js';
import { RequireScopes } from '../../caller/require-scopes.decorator.js';
import { idParameter, type IdParameter } from '../../records/put-request.js';
import { accessReportAnswer, type AccessReportAnswer } from './access-report.answer.js';
import { accessReportQuery, type AccessReportQuery } from './access-report.input.js';
import { AccessReportService } from './access-report.service.js';

@Controller('patients')
export class AccessReportController {
  constructor(private readonly reports: AccessReportService) {}

  /**
   * Who read or changed what about the patient, when, from where and why, the latest first. `from` and `to` are days in
   * UTC, both included. The first page also counts the readings that gateways delivered, by day and source.
   */
  @Get(':id/accesses')
  @RequireScopes('audit:read')
  @Discloses('accesses', ({ items, patientId }: AccessReportAnswer) => ({
    ids: items.map(({ entryId }) => entryId),
    patientIds: [patientId],
  }))
  @Answers({ 200: accessReportAnswer })
  report(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: idParameter }) { id }: IdParameter,
    @Query({ schema: accessReportQuery }) query: AccessReportQuery,
  ): Promise<AccessReportAnswer> {
    return this.reports.of(principal, id, query);
  }
}
