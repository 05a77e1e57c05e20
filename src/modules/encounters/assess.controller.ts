import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { assessEncounter } from '../../domain/assess/telehealth/assess-encounter.js';
import { RequireScopes } from '../identity/require-scopes.decorator.js';
import { assessInput, type AssessInput } from './assess-input.js';
import { assessInputFacts } from './assess-input-facts.js';
import { assessmentAnswer, type AssessmentAnswer } from './assessment-answer.js';

@Controller('encounters')
export class AssessController {
  /** The codes of one virtual encounter, or every item that is missing or contradicts. Nothing is stored. */
  @Post('assess')
  @HttpCode(200)
  @RequireScopes('records:read')
  assess(@Body({ schema: assessInput }) body: AssessInput): AssessmentAnswer {
    return assessmentAnswer(assessEncounter(assessInputFacts(body)));
  }
}
