import { Injectable } from '@nestjs/common';
import { formatInstant, instant } from '../../../domain/time/instant.js';
import { addDays, type LocalDate } from '../../../domain/time/local-date.js';
import { Clock } from '../../../platform/clock/clock.js';
import { LogSigner } from '../../../platform/crypto/log-signer.js';
import type { Principal } from '../../caller/principal.js';
import { AuditRepository, type AuditCursor, type StoredLine } from '../audit.repository.js';
import { AuditService } from '../audit.service.js';
import type { ChainHead } from '../chain/audit-chain.js';
import { NO_HASH } from '../chain/canonical-entry.js';
import { signedLine } from '../chain/signed-line.js';
import { AuditManifestsRepository } from '../manifests/audit-manifests.repository.js';
import { manifestHash } from '../manifests/manifest-hash.js';
import { STATEMENT_FORM, type ChainSpan, type LogStatement, type StatedChain } from './log-statement.js';

/** Days in UTC, both inclusive; null: no bound. */
interface ExportRange {
  readonly from: LocalDate | null;
  readonly to: LocalDate | null;
}

const PAGE = 500;
const START: ChainHead = { seq: 0, hash: NO_HASH };

/**
 * The log of a practice as lines: the manifests, the entries chain by chain, and a signed statement of the contents.
 */
@Injectable()
export class AuditExportService {
  constructor(
    private readonly entries: AuditRepository,
    private readonly manifests: AuditManifestsRepository,
    private readonly audit: AuditService,
    private readonly signer: LogSigner,
    private readonly clock: Clock,
  ) {}

  /** Each piece holds whole lines, with their line feeds. */
  async *lines(principal: Principal, range: ExportRange): AsyncGenerator<string> {
    const { practiceId } = principal;
    await this.audit.flush(practiceId);
    // The statement includes what this process knows to be stored, so that a loss in the store is noticed.
    const known = new Map([[this.audit.writer, this.audit.storedHead(practiceId) ?? START]]);
    const manifests = await this.manifests.list(practiceId);
    for (const { line } of manifests) yield `${line}\n`;
    const spans = range.from === null && range.to === null ? null : await this.spansOf(principal, range);
    const chains: StatedChain[] = [];
    for await (const writer of this.entries.writers(practiceId)) {
      const head = known.get(writer) ?? START;
      known.delete(writer);
      const chain = { practiceId, writer, head };
      if (spans === null) chains.push(yield* this.whole(chain));
      else chains.push(yield* this.part(chain, spans.get(writer) ?? null));
    }
    for (const [writer, head] of known)
      if (head.seq > 0)
        chains.push({ writer, span: { first: 1, last: head.seq, lastHash: head.hash }, head });
    const count = manifests.length;
    const since = (await this.manifests.list(practiceId)).length - count;
    const statement: Omit<LogStatement, 'keyId' | 'publicKey'> = {
      kind: 'statement',
      form: STATEMENT_FORM,
      practice: practiceId,
      madeAt: formatInstant(this.clock.now()),
      from: range.from,
      to: range.to,
      chains,
      manifests: { count, lastHash: manifestHash(manifests.at(-1)), since },
    };
    yield `${signedLine(statement, this.signer)}\n`;
  }

  private async *whole({ practiceId, writer, head }: OfChain): AsyncGenerator<string, StatedChain> {
    let last = head;
    for await (const page of this.pages({ practiceId, writer, from: 1 })) {
      yield textOf(page);
      for (const { seq, hash } of page) if (seq > last.seq) last = { seq, hash };
    }
    return { writer, span: { first: 1, last: last.seq, lastHash: last.hash }, head: last };
  }

  private async *part(
    { practiceId, writer, head }: OfChain,
    span: ChainSpan | null,
  ): AsyncGenerator<string, StatedChain> {
    const stored = (await this.entries.head(practiceId, writer)) ?? START;
    const last = stored.seq > head.seq ? stored : head;
    if (span !== null)
      for await (const page of this.pages({ practiceId, writer, from: span.first })) {
        yield textOf(page.filter(({ seq }) => !(seq > span.last)));
        if (page.some(({ seq }) => seq > span.last)) break;
      }
    return { writer, span, head: last };
  }

  private async *pages(chain: {
    readonly practiceId: string;
    readonly writer: string;
    readonly from: number;
  }): AsyncGenerator<StoredLine[]> {
    const { practiceId, writer } = chain;
    for (let from: number | string = chain.from; ;) {
      const page: StoredLine[] = await this.entries.chainPage(practiceId, writer, { from, limit: PAGE });
      if (page.length > 0) yield page;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return;
      from = last.key;
    }
  }

  /** The part of each chain between the days. It has no gaps, even if the clock was changed. */
  private async spansOf(principal: Principal, { from, to }: ExportRange): Promise<Map<string, ChainSpan>> {
    const start = from === null ? null : instant(Date.parse(`${from}T00:00:00Z`) - 1);
    const end = to === null ? Infinity : Date.parse(`${addDays(to, 1)}T00:00:00Z`);
    const spans = new Map<string, ChainSpan>();
    for (let after: AuditCursor | null = start === null ? null : { at: start, key: AFTER_KEYS }; ;) {
      const page = await this.entries.page(principal, { after, until: null }, PAGE);
      for (const { writer, seq, at, hash } of page.map(({ entry }) => entry)) {
        if (at >= end) return spans;
        const { first, last, lastHash } = spans.get(writer) ?? { first: seq, last: seq, lastHash: hash };
        spans.set(writer, {
          first: Math.min(first, seq),
          ...(seq > last ? { last: seq, lastHash: hash } : { last, lastHash }),
        });
      }
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return spans;
      after = last;
    }
  }
}

/** A chain, and its last entry known to this process. */
interface OfChain {
  readonly practiceId: string;
  readonly writer: string;
  readonly head: ChainHead;
}

/** Sorts after the keys of entries. */
const AFTER_KEYS = '~';

function textOf(page: readonly StoredLine[]): string {
  return page.map(({ line }) => `${line}\n`).join('');
}
