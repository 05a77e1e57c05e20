import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import { z } from 'zod';
import { ProblemError } from '../../platform/errors/problem-error.js';
import { PROBLEM } from '../../platform/errors/problem.js';
import { listAnswer } from '../../platform/http/answers/answer-fields.js';
import { Answers } from '../../platform/http/answers/answers.decorator.js';
import { DisclosesNothing } from '../audit/disclosure/discloses.decorator.js';
import { CurrentPrincipal } from '../caller/current-principal.decorator.js';
import type { Principal } from '../caller/principal.js';
import { RequireScopes } from '../caller/require-scopes.decorator.js';
import { savedRecord, type PutReply } from '../records/put-request.js';
import {
  loadedReleaseAnswer,
  releaseAnswer,
  toReleaseAnswer,
  type LoadedReleaseAnswer,
} from './rulebook-release.answer.js';
import { releaseContent, type ReleaseContent } from './rulebook-release.input.js';
import { RulebookReleasesService } from './rulebook-releases.service.js';

const loadQuery = z.strictObject({
  replace: z
    .enum(['true', 'false'])
    .default('false')
    .describe('whether another release of the same kind and first date may be replaced'),
});

/** CMS's files as the practice loaded them. `tally rulebook load` reads the original files. */
@Controller('rulebook-releases')
export class RulebookReleasesController {
  constructor(private readonly releases: RulebookReleasesService) {}

  /** Answers 201 for a new release, 200 for the same one or a replaced one, and 409 when another one is loaded. */
  @Post()
  @RequireScopes('admin')
  @DisclosesNothing()
  @Answers({ 200: loadedReleaseAnswer, 201: loadedReleaseAnswer, 409: PROBLEM, 412: PROBLEM })
  async load(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: loadQuery }) { replace }: z.output<typeof loadQuery>,
    @Body({ schema: releaseContent }) content: ReleaseContent,
    @Res({ passthrough: true }) reply: PutReply,
  ): Promise<LoadedReleaseAnswer> {
    const saved = await this.releases.put(principal, content, replace === 'true');
    if (saved.outcome === 'other_stored') {
      const { release, from } = saved.stored;
      throw new ProblemError(409, `Another release (${release}) is loaded from ${from}. Ask to replace it.`);
    }
    const replaced = saved.outcome === 'updated' ? (saved.before?.release ?? null) : null;
    return { ...toReleaseAnswer(savedRecord(saved, reply)), outcome: saved.outcome, replaced };
  }

  /** The loaded releases, without their rows. */
  @Get()
  @RequireScopes('practice:read')
  @DisclosesNothing()
  @Answers({ 200: listAnswer(releaseAnswer) })
  async list(@CurrentPrincipal() principal: Principal) {
    return { items: (await this.releases.list(principal)).map(toReleaseAnswer), next: null };
  }
}
