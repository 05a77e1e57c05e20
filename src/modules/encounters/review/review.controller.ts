import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import type { z } from 'zod';
import { PROBLEM } from '../../../platform/errors/problem.js';
import { Answers } from '../../../platform/http/answers/answers.decorator.js';
import { Discloses } from '../../audit/disclosure/discloses.decorator.js';
import type { Asked } from '../../audit/disclosure/disclosure-rule.js';
import type { Disclosure } from '../../audit/disclosure/disclosure.js';
import { CurrentPrincipal } from '../../caller/current-principal.decorator.js';
import type { Principal } from '../../caller/principal.js';
import { noteDisclosed } from '../../caller/request-trace.js';
import { RequireScopes } from '../../caller/require-scopes.decorator.js';
import { PracticesService } from '../../practices/practices.service.js';
import { found } from '../../records/put-request.js';
import { compareAnswer, toCompareAnswer, type CompareAnswer } from '../coding/compare.answer.js';
import { compareStoredBody } from '../coding/compare.input.js';
import { encounterParameter, type EncounterParameter } from '../record/encounter.input.js';
import type { Encounter } from '../record/encounter.js';
import { EncountersService } from '../record/encounters.service.js';
import { EncounterSigning } from '../signing/encounter-signing.js';
import { checklistAnswer, toChecklistAnswer, type ChecklistAnswer } from './checklist.answer.js';

/** Reviews of a recorded encounter. They store nothing. */
@Controller('encounters')
export class ReviewController {
  constructor(
    private readonly encounters: EncountersService,
    private readonly signing: EncounterSigning,
    private readonly practices: PracticesService,
  ) {}

  /** Lists what the record holds and lacks for its payer, date and modality, and what finalizing would come to. */
  @Get(':id/checklist')
  @RequireScopes('records:read')
  @Discloses('encounters', ofNamed)
  @Answers({ 200: checklistAnswer, 404: PROBLEM })
  async checklist(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: encounterParameter }) { id }: EncounterParameter,
  ): Promise<ChecklistAnswer> {
    const encounter = await this.find(principal, id);
    const [reviewed, staff] = await Promise.all([
      this.signing.review(principal, encounter),
      this.practices.staffById(principal, [encounter.clinicianId]),
    ]);
    const clinicianNpi = staff.get(encounter.clinicianId)?.npi ?? null;
    return toChecklistAnswer(encounter, { ...reviewed, clinicianNpi });
  }

  /** Codes the encounter by decision making and by time, and under other payers' profiles and dates, side by side. */
  @Post(':id/compare')
  @HttpCode(200)
  @RequireScopes('records:read')
  @Discloses('encounters', ofNamed)
  @Answers({ 200: compareAnswer, 404: PROBLEM })
  async compare(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: encounterParameter }) { id }: EncounterParameter,
    @Body({ schema: compareStoredBody }) { circumstances }: z.output<typeof compareStoredBody>,
  ): Promise<CompareAnswer> {
    const { decision, tables } = await this.signing.review(principal, await this.find(principal, id));
    return toCompareAnswer(decision.facts, circumstances, tables);
  }

  private async find(principal: Principal, id: string): Promise<Encounter> {
    const encounter = found(await this.encounters.get(principal, id), 'encounter');
    noteDisclosed(principal, [encounter.patientId]);
    return encounter;
  }
}

/** Discloses the encounter named in the path. Its patient is noted where the encounter is read. */
function ofNamed(_answer: unknown, { params }: Asked): Disclosure {
  return { ids: [params['id'] ?? ''], patientIds: [] };
}
