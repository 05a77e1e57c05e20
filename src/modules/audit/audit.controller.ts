import { Readable } from 'node:stream';
import { Controller, Get, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { formatInstant } from '../../domain/time/instant.js';
import { pageAnswer } from '../../platform/http/answers/answer-fields.js';
import { Answers, TextBody } from '../../platform/http/answers/answers.decorator.js';
import { CurrentPrincipal } from '../caller/current-principal.decorator.js';
import type { Principal } from '../caller/principal.js';
import { RequireScopes } from '../caller/require-scopes.decorator.js';
import { AccessCheck } from './accesses/access-check.js';
import { accessVerificationAnswer, type AccessVerification } from './accesses/access-verification.answer.js';
import { auditEntryAnswer } from './audit-entry.answer.js';
import { auditExportInput, auditPageInput, writeAuditCursor } from './audit.input.js';
import { AuditRepository } from './audit.repository.js';
import { Discloses } from './disclosure/discloses.decorator.js';
import { AuditExportService } from './export/audit-export.service.js';

interface AuditPage {
  readonly items: readonly { readonly id: string }[];
  readonly next: string | null;
}

const exportAnswer = new TextBody(
  'application/x-ndjson',
  'Manifests, entries chain by chain, a signed statement.',
);

@Controller('audit')
export class AuditController {
  constructor(
    private readonly repository: AuditRepository,
    private readonly accessCheck: AccessCheck,
    private readonly exports: AuditExportService,
  ) {}

  /**
   * Lists the practice's log in the order it happened. `next` asks for the following page and is null at the end. The first
   * page fixes where the list ends: reading a page adds an entry to the log, so the list would otherwise never end.
   */
  @Get()
  @RequireScopes('audit:read')
  @Discloses('auditEntries', ({ items }: AuditPage) => ({ ids: items.map(({ id }) => id), patientIds: [] }))
  @Answers({ 200: pageAnswer(auditEntryAnswer) })
  async page(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: auditPageInput }) query: z.output<typeof auditPageInput>,
  ) {
    const { after, until } = query.after ?? { after: null, until: await this.repository.latest(principal) };
    const page = await this.repository.page(principal, { after, until }, query.limit);
    const last = page.length === query.limit ? page.at(-1) : undefined;
    const isEnd = last === undefined || until === null || last.key === until.key;
    return {
      items: page.map(({ entry }) => ({ ...entry, at: formatInstant(entry.at) })),
      next: isEnd ? null : writeAuditCursor(last, until),
    };
  }

  /**
   * Checks that the access rows of patients match the log's entries. `tally audit verify` proves the entries
   * themselves.
   */
  @Get('access-check')
  @RequireScopes('audit:read')
  @Discloses('accesses', () => ({ ids: [], patientIds: [] }))
  @Answers({ 200: accessVerificationAnswer })
  checkAccesses(@CurrentPrincipal() principal: Principal): Promise<AccessVerification> {
    return this.accessCheck.verify(principal);
  }

  /**
   * Exports the log as lines (`application/x-ndjson`) that `tally audit verify` reads: manifests, entries chain by chain, and
   * a signed statement. An export without its last line is not complete. `from` and `to` are days in UTC, both inclusive.
   */
  @Get('export')
  @RequireScopes('audit:read')
  @Discloses('auditEntries', () => ({ ids: [], patientIds: [] }))
  @Answers({ 200: exportAnswer })
  export(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: auditExportInput }) { from, to }: z.output<typeof auditExportInput>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Readable {
    reply.header('Content-Type', 'application/x-ndjson');
    reply.header('Content-Disposition', 'attachment; filename="audit.ndjson"');
    return Readable.from(this.exports.lines(principal, { from: from ?? null, to: to ?? null }));
  }
}
