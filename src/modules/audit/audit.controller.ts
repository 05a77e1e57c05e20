import { Readable } from 'node:stream';
import { Controller, Get, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { formatInstant, instant } from '../../domain/time/instant.js';
import { parseLocalDate, type LocalDate } from '../../domain/time/local-date.js';
import { pageAnswer } from '../../platform/http/answers/answer-fields.js';
import { Answers, TextBody } from '../../platform/http/answers/answers.decorator.js';
import { CurrentPrincipal } from '../caller/current-principal.decorator.js';
import type { Principal } from '../caller/principal.js';
import { RequireScopes } from '../caller/require-scopes.decorator.js';
import { AccessCheck, accessVerificationAnswer, type AccessVerification } from './accesses/access-check.js';
import { auditEntryAnswer } from './audit-entry.js';
import { AuditRepository, type AuditCursor } from './audit.repository.js';
import { Discloses } from './disclosure/discloses.decorator.js';
import { AuditExportService } from './export/audit-export.service.js';

const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 1000;
const TIME_MAX = 8.64e15;
const KEY_LENGTH_MAX = 200;

const placeShape = z
  .tuple([z.int().min(0).max(TIME_MAX), z.string().max(KEY_LENGTH_MAX)])
  .transform(([at, key]): AuditCursor => ({ at: instant(at), key }));
/** Where the previous page ended, and where the last page will end. */
const cursorShape = z.tuple([placeShape, placeShape]);

const pageSchema = z.strictObject({
  after: z
    .string()
    .transform((text, context) => {
      const [after, until] = cursorShape.safeParse(parsed(text)).data ?? [];
      if (after !== undefined && until !== undefined) return { after, until };
      context.addIssue({ code: 'custom', message: 'must be the "next" of an earlier page' });
      return z.NEVER;
    })
    .optional(),
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

function nextOf(...places: readonly AuditCursor[]): string {
  return Buffer.from(JSON.stringify(places.map(({ at, key }) => [at, key]))).toString('base64url');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown;
  } catch {
    return null;
  }
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
    @Query({ schema: pageSchema }) query: z.output<typeof pageSchema>,
  ) {
    const { after, until } = query.after ?? { after: null, until: await this.repository.latest(principal) };
    const page = await this.repository.page(principal, { after, until }, query.limit);
    const last = page.length === query.limit ? page.at(-1) : undefined;
    const isEnd = last === undefined || until === null || last.key === until.key;
    return {
      items: page.map(({ entry }) => ({ ...entry, at: formatInstant(entry.at) })),
      next: isEnd ? null : nextOf(last, until),
    };
  }

  /** Checks that the access rows of patients match the log's entries. `tally audit verify` proves the entries themselves. */
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
    @Query({ schema: exportSchema }) { from, to }: z.output<typeof exportSchema>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Readable {
    reply.header('Content-Type', 'application/x-ndjson');
    reply.header('Content-Disposition', 'attachment; filename="audit.ndjson"');
    return Readable.from(this.exports.lines(principal, { from: from ?? null, to: to ?? null }));
  }
}
