import { Injectable } from '@nestjs/common';
import { instant } from '../../../domain/time/instant.js';
import { docId } from '../../../platform/database/doc-id.js';
import type { Principal } from '../../caller/principal.js';
import { grouped } from '../../records/grouped.js';
import { TimeEntriesRepository } from '../entries/time-entries.repository.js';
import { ENTRY_HOURS_MAX } from '../entries/time-entry.js';
import { StaffRevisionsRepository } from './staff-revisions.repository.js';
import { SpanIndex, type StaffSpan } from './staff-spans.js';

const SPANS_MAX = 1_500_000;
const REACH_MS = ENTRY_HOURS_MAX * 3_600_000;

/** Spans are loaded in blocks of this length. The blocks have no meaning for billing. */
const BLOCK_MS = 30 * 86_400_000;

interface StaffBlocks {
  revision: number;
  readonly blocks: Map<number, SpanIndex>;
}

/**
 * Finds the time of a staff member that overlaps for two patients (rule R36), without loading whole months for every
 * patient. Each copy in memory is valid for one revision of a staff member's time. A writer raises the revision after it
 * stores, and a reader that finds a newer revision reloads. An entry found here may have been superseded since, so the
 * caller loads the entries themselves.
 */
@Injectable()
export class StaffCalendar {
  private readonly staff = new Map<string, StaffBlocks>();
  private size = 0;

  constructor(
    private readonly entries: TimeEntriesRepository,
    private readonly revisions: StaffRevisionsRepository,
  ) {}

  /** For each span, in order: the overlapping spans of the same staff member for other patients. */
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

  /** Call this after the spans are stored. */
  async recorded(principal: Principal, spans: readonly StaffSpan[]): Promise<void> {
    await Promise.all(
      [...grouped(spans, (span) => span.staffId)].map(async ([staffId, added]) => {
        const revision = await this.revisions.bump(principal, staffId);
        const cached = this.staff.get(docId(principal.practiceId, staffId));
        // Someone else wrote in between. The copy keeps its old revision, so the next reader reloads.
        if (cached?.revision !== revision - 1) return;
        cached.revision = revision;
        this.append(cached, added);
      }),
    );
  }

  /** Looks up all spans before adding any, because a lookup between additions would sort each time. */
  private append(cached: StaffBlocks, spans: readonly StaffSpan[]): void {
    const missing = spans.filter(({ id, start, end }) => {
      const index = cached.blocks.get(blockOf(start));
      return index !== undefined && !index.overlapping(start, end).some((one) => one.id === id);
    });
    for (const { id, staffId, patientId, start, end } of missing)
      cached.blocks.get(blockOf(start))?.add({ id, staffId, patientId, start, end });
    this.size += missing.length;
  }

  /** Indexes by block, then by staff id. */
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
    // Another reader loaded a newer revision in the meantime.
    if (cached && cached.revision > loaded.revision) return;
    if (cached && cached.revision < loaded.revision) this.drop(key);
    cached = this.staff.get(key) ?? { revision: loaded.revision, blocks: new Map() };
    this.size += loaded.index.size - (cached.blocks.get(loaded.block)?.size ?? 0);
    cached.blocks.set(loaded.block, loaded.index);
    // Moves the entry to the end of the map. The first entry is evicted first.
    this.staff.delete(key);
    this.staff.set(key, cached);
    while (this.size > SPANS_MAX && this.staff.size > 1) this.drop(this.staff.keys().next().value ?? key);
  }

  private drop(key: string): void {
    for (const index of this.staff.get(key)?.blocks.values() ?? []) this.size -= index.size;
    this.staff.delete(key);
  }
}

/** The blocks in which an entry that overlaps one of the spans may start, each with the staff ids to look up. */
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
