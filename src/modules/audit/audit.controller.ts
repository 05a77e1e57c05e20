import { Readable } from 'node:stream';
import { Controller, Get, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { formatInstant } from '../../domain/time/instant.js';
import { instantCursorField, writeInstantCursor } from '../../platform/http/instant-cursor.js';
import { Discloses } from './discloses.decorator.js';
import { CurrentPrincipal } from '../identity/current-principal.decorator.js';
import type { Principal } from '../identity/principal.js';
import { RequireScopes } from '../identity/require-scopes.decorator.js';
import { AccessCheck, type AccessVerification } from './accesses/access-check.js';
import { parseLocalDate, type LocalDate } from '../../domain/time/local-date.js';
import { AuditExportService } from './export/audit-export.service.js';
import { AuditRepository } from './audit.repository.js';

const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 1000;

const pageSchema = z.strictObject({
  after: instantCursorField(/[A-Za-z0-9_-]{1,64}/).optional(),
  limit: z.coerce.number().int().min(1).max(LIMIT_MAX).default(LIMIT_DEFAULT),
});

interface AuditPage {
  readonly items: readonly { readonly id: string }[];
  readonly next: string | null;
}

const daySchema = z
  .string()
  .transform((text, context): LocalDate => {
    const date = parseLocalDate(text);
    if (date !== null) return date;
    context.addIssue({ code: 'custom', message: 'must be a date of the form YYYY-MM-DD' });
    return z.NEVER;
  })
  .optional();

const exportSchema = z
  .strictObject({ from: daySchema, to: daySchema })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ['to'],
    message: 'must not be before "from"',
  });

@Controller('audit')
export class AuditController {
  constructor(
    private readonly repository: AuditRepository,
    private readonly accessCheck: AccessCheck,
    private readonly exports: AuditExportService,
  ) {}

  /** The practice's log in the order it happened; `next` asks for what follows, null at the end. */
  @Get()
  @RequireScopes('audit:read')
  @Discloses('auditEntries', ({ items }: AuditPage) => ({ ids: items.map(({ id }) => id), patientIds: [] }))
  async page(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: pageSchema }) query: z.output<typeof pageSchema>,
  ) {
    const entries = await this.repository.page(principal, query.after ?? null, query.limit);
    const last = entries.length === query.limit ? entries.at(-1) : undefined;
    return {
      items: entries.map((entry) => ({ ...entry, at: formatInstant(entry.at) })),
      next: last ? writeInstantCursor(last) : null,
    };
  }

  /** Whether the access rows of patients are those of the log's entries; `tally audit verify` proves the entries. */
  @Get('access-check')
  @RequireScopes('audit:read')
  @Discloses('accesses', () => ({ ids: [], patientIds: [] }))
  checkAccesses(@CurrentPrincipal() principal: Principal): Promise<AccessVerification> {
    return this.accessCheck.verify(principal);
  }

  /**
   * The log as lines (`application/x-ndjson`), as `tally audit verify` reads them: manifests, entries chain by chain, a
   * signed statement. Without its last line the export is not whole. `from` and `to` are days in UTC, both included.
   */
  @Get('export')
  @RequireScopes('audit:read')
  @Discloses('auditEntries', () => ({ ids: [], patientIds: [] }))
  export(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: exportSchema }) { from, to }: z.output<typeof exportSchema>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Readable {
    reply.header('Content-Type', 'application/x-ndjson');
    reply.header('Content-Disposition', 'attachment; filename="audit.ndjson"');
    return Readable.from(this.exports.lines(principal, { from: from ?? null, to: to ?? null }));
  }
}
