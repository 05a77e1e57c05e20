import { Controller, Get, Param } from '@nestjs/common';
import type { Progress } from '../../../domain/charges/progress.js';
import { PROBLEM } from '../../../platform/errors/problem.js';
import { Answers } from '../../../platform/http/answers/answers.decorator.js';
import { Discloses } from '../../audit/disclosure/discloses.decorator.js';
import { CurrentPrincipal } from '../../caller/current-principal.decorator.js';
import type { Principal } from '../../caller/principal.js';
import { RequireScopes } from '../../caller/require-scopes.decorator.js';
import { found, idParameter, type IdParameter } from '../../records/put-request.js';
import { progressAnswer } from './progress.answer.js';
import { ProgressService } from './progress.service.js';

@Controller('enrollments')
export class ProgressController {
  constructor(private readonly progress: ProgressService) {}

  /** Days and minutes so far in the current window and month, and the last day on which each threshold can be met. */
  @Get(':id/progress')
  @RequireScopes('progress:read')
  @Discloses('enrollments', ({ enrollmentId }: Progress) => ({ ids: [enrollmentId], patientIds: [] }))
  @Answers({ 200: progressAnswer, 404: PROBLEM })
  async of(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: idParameter }) { id }: IdParameter,
  ): Promise<Progress> {
    return found(await this.progress.of(principal, id), 'enrollment');
  }
}
