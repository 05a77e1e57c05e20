import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import type { z } from 'zod';
import { assessEncounter } from '../../../domain/assess/telehealth/assess-encounter.js';
import { Answers } from '../../../platform/http/answers/answers.decorator.js';
import { DisclosesNothing } from '../../audit/disclosure/discloses.decorator.js';
import { CurrentPrincipal } from '../../caller/current-principal.decorator.js';
import type { Principal } from '../../caller/principal.js';
import { RequireScopes } from '../../caller/require-scopes.decorator.js';
import { assessInputFacts } from '../coding/assess-input-facts.js';
import { assessBody, type AssessInput } from '../coding/assess.input.js';
import { assessmentAnswer, toAssessmentAnswer, type AssessmentAnswer } from '../coding/assessment.answer.js';
import { compareAnswer, toCompareAnswer, type CompareAnswer } from '../coding/compare.answer.js';
import { compareBody } from '../coding/compare.input.js';
import { TelehealthProfilesService } from '../profiles/telehealth-profiles.service.js';

/** Routes that store nothing. They use only the request and the payers' profiles. */
@Controller('encounters')
export class AssessController {
  constructor(private readonly profiles: TelehealthProfilesService) {}

  /** The codes of one virtual encounter, or every item that is missing or contradictory. */
  @Post('assess')
  @HttpCode(200)
  @RequireScopes('records:read')
  @DisclosesNothing()
  @Answers({ 200: assessmentAnswer })
  assess(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: assessBody }) body: AssessInput,
  ): AssessmentAnswer | Promise<AssessmentAnswer> {
    const facts = assessInputFacts(body);
    const tables = this.profiles.recentTables(principal);
    if (tables instanceof Promise)
      return tables.then((found) => toAssessmentAnswer(assessEncounter(facts, found)));
    return toAssessmentAnswer(assessEncounter(facts, tables));
  }

  /** One encounter by decision making and by time, and under other payers' profiles and dates, side by side. */
  @Post('compare')
  @HttpCode(200)
  @RequireScopes('records:read')
  @DisclosesNothing()
  @Answers({ 200: compareAnswer })
  async compare(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: compareBody }) { encounter, circumstances }: z.output<typeof compareBody>,
  ): Promise<CompareAnswer> {
    return toCompareAnswer(
      assessInputFacts(encounter),
      circumstances,
      await this.profiles.recentTables(principal),
    );
  }
}
