import { Injectable } from '@nestjs/common';
import { instant } from '../../../domain/time/instant.js';
import { docId } from '../../../platform/database/doc-id.js';
import type { Principal } from '../../caller/principal.js';
import { TimeEntriesRepository } from '../entries/time-entries.repository.js';
import { ENTRY_HOURS_MAX } from '../entries/time-entry.js';
import { grouped } from '../grouped.js';
import { StaffRevisionsRepository } from './staff-revisions.repository.js';
import { SpanIndex, type StaffSpan } from './staff-spans.js';

const SPANS_MAX = 1_500_000;
const REACH_MS = ENTRY_HOURS_MAX * 3_600_000;

/** Storage comes in blocks of this length; they have no meaning for billing. */
const BLOCK_MS = 30 * 86_400_000;

interface StaffBlocks {
  revision: number;
  readonly blocks: Map<number, SpanIndex>;
}

/**
 * Knows where staff members were, to find who is booked twice (rule R36) without loading whole months again for
 * every patient. The copy in memory is good for one revision of a staff member's time: each write counts the
 * revision up after it is stored, and a reader that finds another revision loads afresh. What is found may have
 * been superseded since: the caller loads the entries themselves.
 */
@Injectable()
export class StaffCalendar {
  private readonly staff = new Map<string, StaffBlocks>();
  private size = 0;

  constructor(
    private readonly entries: TimeEntriesRepository,
    private readonly revisions: StaffRevisionsRepository,
  ) {}

  /** What overlaps each span in time: same staff member, another patient. In the order of `spans`. */
  async rivalsOf(principal: Principal, spans: readonly StaffSpan[]): Promise<StaffSpan[][]> {
    const blocks = await this.blocksFor(principal, spans);
    return spans.map(({ staffId, patientId, start, end }) => {
      const found: StaffSpan[] = [];
      for (let block = blockOf(start - REACH_MS); block <= blockOf(end); block += 1) {
        const index = blocks.get(block)?.get(staffId);
        if (index) found.push(...index.overlapping(start, end));
      }
      return found.filter((rival) => rival.patientId !== patientId);
    });
  }

  /** To be called after the spans were stored. */
  async recorded(principal: Principal, spans: readonly StaffSpan[]): Promise<void> {
    await Promise.all(
      [...grouped(spans, (span) => span.staffId)].map(async ([staffId, added]) => {
        const revision = await this.revisions.bump(principal, staffId);
        const cached = this.staff.get(docId(principal.practiceId, staffId));
        // Somebody else wrote in between: the old revision stays, and the next reader loads afresh.
        if (cached?.revision !== revision - 1) return;
        cached.revision = revision;
        this.append(cached, added);
      }),
    );
  }

  /** What is there already, as after a repeated delivery, is looked up first: asking between additions would sort each time. */
  private append(cached: StaffBlocks, spans: readonly StaffSpan[]): void {
    const missing = spans.filter(({ id, start, end }) => {
      const index = cached.blocks.get(blockOf(start));
      return index !== undefined && !index.overlapping(start, end).some((one) => one.id === id);
    });
    for (const { id, staffId, patientId, start, end } of missing)
      cached.blocks.get(blockOf(start))?.add({ id, staffId, patientId, start, end });
    this.size += missing.length;
  }

  /** By block, then staff id. */
  private async blocksFor(
    principal: Principal,
    spans: readonly StaffSpan[],
  ): Promise<ReadonlyMap<number, ReadonlyMap<string, SpanIndex>>> {
    const wanted = blocksWanted(spans);
    const staffIds = [...new Set(spans.map(({ staffId }) => staffId))];
    if (staffIds.length === 0) return new Map();
    const revisions = await this.revisions.of(principal, staffIds);
    const found = new Map<number, Map<string, SpanIndex>>();
    for (const [block, ids] of wanted) {
      const indexes = new Map<string, SpanIndex>();
      found.set(block, indexes);
      for (const staffId of ids) {
        const cached = this.staff.get(docId(principal.practiceId, staffId));
        const index = cached?.revision === revisions.get(staffId) ? cached?.blocks.get(block) : undefined;
        if (index) indexes.set(staffId, index);
      }
      const missing = [...ids].filter((staffId) => !indexes.has(staffId));
      if (missing.length === 0) continue;
      const loaded = await this.entries.spansOfStaff(principal, missing, rangeOf(block));
      const byStaff = grouped(loaded, (span) => span.staffId);
      for (const staffId of missing) {
        const index = new SpanIndex(byStaff.get(staffId) ?? []);
        indexes.set(staffId, index);
        const key = docId(principal.practiceId, staffId);
        this.keep(key, { block, index, revision: revisions.get(staffId) ?? 0 });
      }
    }
    return found;
  }

  private keep(key: string, loaded: { block: number; index: SpanIndex; revision: number }): void {
    let cached = this.staff.get(key);
    // A newer revision was seen while this one was being loaded.
    if (cached && cached.revision > loaded.revision) return;
    if (cached && cached.revision < loaded.revision) this.drop(key);
    cached = this.staff.get(key) ?? { revision: loaded.revision, blocks: new Map() };
    this.size += loaded.index.size - (cached.blocks.get(loaded.block)?.size ?? 0);
    cached.blocks.set(loaded.block, loaded.index);
    // Last in the map: the first one is the one to go.
    this.staff.delete(key);
    this.staff.set(key, cached);
    while (this.size > SPANS_MAX && this.staff.size > 1) this.drop(this.staff.keys().next().value ?? key);
  }

  private drop(key: string): void {
    for (const index of this.staff.get(key)?.blocks.values() ?? []) this.size -= index.size;
    this.staff.delete(key);
  }
}

/** The blocks in which an entry may start that overlaps one of the spans, each with the staff in question. */
function blocksWanted(spans: readonly StaffSpan[]): Map<number, Set<string>> {
  const wanted = new Map<number, Set<string>>();
  for (const { staffId, start, end } of spans) {
    for (let block = blockOf(start - REACH_MS); block <= blockOf(end); block += 1) {
      const staff = wanted.get(block);
      if (staff) staff.add(staffId);
      else wanted.set(block, new Set([staffId]));
    }
  }
  return wanted;
}

function blockOf(millis: number): number {
  return Math.floor(millis / BLOCK_MS);
}

function rangeOf(block: number) {
  return { from: instant(block * BLOCK_MS), to: instant((block + 1) * BLOCK_MS) };
}
