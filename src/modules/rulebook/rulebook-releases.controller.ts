import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import { CurrentPrincipal } from '../identity/current-principal.decorator.js';
import type { Principal } from '../identity/principal.js';
import { RequireScopes } from '../identity/require-scopes.decorator.js';
import { savedRecord, type PutReply } from '../practices/put-request.js';
import { releaseContent, type ReleaseContent, type RulebookRelease } from './rulebook-release.js';
import { RulebookReleasesService } from './rulebook-releases.service.js';

@Controller('rulebook-releases')
export class RulebookReleasesController {
  constructor(private readonly releases: RulebookReleasesService) {}

  /** 201 for a new release, 200 for one that was there; CMS's files are read by `tally rulebook load`. */
  @Post()
  @RequireScopes('admin')
  async put(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: releaseContent }) content: ReleaseContent,
    @Res({ passthrough: true }) reply: PutReply,
  ): Promise<RulebookRelease> {
    return savedRecord(await this.releases.put(principal, content), reply);
  }

  /** What was loaded, without the rows. */
  @Get()
  @RequireScopes('billing:read')
  async list(@CurrentPrincipal() principal: Principal) {
    const releases = await this.releases.list(principal);
    return {
      items: releases.map(({ rows, ...head }) => ({ ...head, rows: rows.length })),
      next: null,
    };
  }
}
