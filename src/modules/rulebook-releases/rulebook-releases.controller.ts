import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import { z } from 'zod';
import { ProblemError } from '../../platform/errors/problem-error.js';
import { PROBLEM } from '../../platform/errors/problem.js';
import { count, listAnswer } from '../../platform/http/answers/answer-fields.js';
import { Answers } from '../../platform/http/answers/answers.decorator.js';
import { DisclosesNothing } from '../audit/disclosure/discloses.decorator.js';
import { CurrentPrincipal } from '../caller/current-principal.decorator.js';
import type { Principal } from '../caller/principal.js';
import { RequireScopes } from '../caller/require-scopes.decorator.js';
import { localDateField } from '../../platform/http/input-fields.js';
import { savedRecord, type PutReply } from '../records/put-request.js';
import { releaseContent, type ReleaseContent } from './rulebook-release.input.js';
import type { RulebookRelease } from './rulebook-release.js';
import { RulebookReleasesService } from './rulebook-releases.service.js';

const loadQuery = z.strictObject({
  replace: z
    .enum(['true', 'false'])
    .default('false')
    .describe('whether another release of the same kind and first date may be replaced'),
});

const headAnswer = z.strictObject({
  id: z.string(),
  version: z.int(),
  kind: z.enum(['relative_values', 'gpci', 'mue', 'ptp']),
  release: z.string(),
  from: localDateField,
  rows: count.describe('how many'),
});
const loadedAnswer = headAnswer.extend({
  outcome: z.enum(['created', 'updated', 'unchanged']),
  replaced: z.string().nullable().describe('the release that stood there before'),
});

/** CMS's files as the practice loaded them; `tally rulebook load` reads the files themselves. */
@Controller('rulebook-releases')
export class RulebookReleasesController {
  constructor(private readonly releases: RulebookReleasesService) {}

  /** 201 for a new release, 200 for the same again or one replaced, 409 where another stands. */
  @Post()
  @RequireScopes('admin')
  @DisclosesNothing()
  @Answers({ 200: loadedAnswer, 201: loadedAnswer, 409: PROBLEM, 412: PROBLEM })
  async load(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: loadQuery }) { replace }: z.output<typeof loadQuery>,
    @Body({ schema: releaseContent }) content: ReleaseContent,
    @Res({ passthrough: true }) reply: PutReply,
  ) {
    const saved = await this.releases.put(principal, content, replace === 'true');
    if (saved.outcome === 'other_stands') {
      const { release, from } = saved.standing;
      throw new ProblemError(409, `Another release (${release}) stands from ${from}; ask to replace it.`);
    }
    const replaced = saved.outcome === 'updated' ? (saved.before?.release ?? null) : null;
    return { ...headOf(savedRecord(saved, reply)), outcome: saved.outcome, replaced };
  }

  /** What was loaded, without the rows. */
  @Get()
  @RequireScopes('practice:read')
  @DisclosesNothing()
  @Answers({ 200: listAnswer(headAnswer) })
  async list(@CurrentPrincipal() principal: Principal) {
    return { items: (await this.releases.list(principal)).map(headOf), next: null };
  }
}

function headOf({ rows, ...head }: RulebookRelease) {
  return { ...head, rows: rows.length };
}
