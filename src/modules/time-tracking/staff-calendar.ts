import { Injectable } from '@nestjs/common';
import { instant } from '../../domain/time/instant.js';
import { docId } from '../../platform/database/doc-id.js';
import type { Principal } from '../identity/principal.js';
import { grouped } from './grouped.js';
import { indexSpans, overlapping, type SpanIndex, type StaffSpan } from './staff-spans.js';
import { StaffRevisionsRepository } from './staff-revisions.repository.js';
import { TimeEntriesRepository } from './time-entries.repository.js';
import { ENTRY_HOURS_MAX } from './time-entry.js';

const SPANS_MAX = 1_500_000;
const REACH_MS = ENTRY_HOURS_MAX * 3_600_000;

interface MonthSpans {
  index: SpanIndex;
  /** Written since the index was built. */
  added: StaffSpan[];
}

interface StaffMonths {
  revision: number;
  readonly months: Map<number, MonthSpans>;
}

/**
 * Knows where staff members were, to find who is booked twice (rule R36) without loading whole months again for
 * every patient. The copy in memory is good for one revision of a staff member's time: each write counts the
 * revision up after it is stored, and a reader that finds another revision loads afresh. What is found may have
 * been superseded since: the caller loads the entries themselves.
 */
@Injectable()
export class StaffCalendar {
  private readonly staff = new Map<string, StaffMonths>();
  private size = 0;

  constructor(
    private readonly entries: TimeEntriesRepository,
    private readonly revisions: StaffRevisionsRepository,
  ) {}

  /** What overlaps each span in time: same staff member, another patient. In the order of `spans`. */
  async rivalsOf(principal: Principal, spans: readonly StaffSpan[]): Promise<StaffSpan[][]> {
    const indexes = await this.monthsFor(principal, spans);
    return spans.map((span) => {
      const found: StaffSpan[] = [];
      for (let month = monthOf(span.start - REACH_MS); month <= monthOf(span.end); month += 1) {
        const index = indexes.get(`${span.staffId}\n${month}`);
        if (index) found.push(...overlapping(index, span.start, span.end));
      }
      return found.filter((rival) => rival.patientId !== span.patientId);
    });
  }

  /** To be called after the spans were stored. */
  async recorded(principal: Principal, spans: readonly StaffSpan[]): Promise<void> {
    const byStaff = grouped(spans, (span) => span.staffId);
    await Promise.all(
      [...byStaff].map(async ([staffId, added]) => {
        const revision = await this.revisions.bump(principal, staffId);
        const cached = this.staff.get(docId(principal.practiceId, staffId));
        // Somebody else wrote in between: the old revision stays, and the next reader loads afresh.
        if (cached?.revision !== revision - 1) return;
        cached.revision = revision;
        for (const span of added) this.append(cached, span);
      }),
    );
  }

  private append(cached: StaffMonths, span: StaffSpan): void {
    const month = cached.months.get(monthOf(span.start));
    const same = (one: StaffSpan) => one.id === span.id;
    if (!month || overlapping(month.index, span.start, span.end).some(same)) return;
    month.added.push(span);
    this.size += 1;
  }

  private async monthsFor(
    principal: Principal,
    spans: readonly StaffSpan[],
  ): Promise<ReadonlyMap<string, SpanIndex>> {
    const wanted = monthsWanted(spans);
    const staffIds = [...new Set([...wanted.values()].flatMap((ids) => [...ids]))];
    if (staffIds.length === 0) return new Map();
    const revisions = await this.revisions.of(principal, staffIds);
    const indexes = new Map<string, SpanIndex>();
    for (const [month, ids] of wanted) {
      const missing: string[] = [];
      for (const staffId of ids) {
        const index = this.cachedIndex(
          docId(principal.practiceId, staffId),
          month,
          revisions.get(staffId) ?? 0,
        );
        if (index) indexes.set(`${staffId}\n${month}`, index);
        else missing.push(staffId);
      }
      if (missing.length === 0) continue;
      const loaded = await this.entries.spansOfStaff(principal, missing, rangeOf(month));
      const byStaff = grouped(loaded, (span) => span.staffId);
      for (const staffId of missing) {
        const index = indexSpans(byStaff.get(staffId) ?? []);
        indexes.set(`${staffId}\n${month}`, index);
        this.keep(docId(principal.practiceId, staffId), {
          month,
          index,
          revision: revisions.get(staffId) ?? 0,
        });
      }
    }
    return indexes;
  }

  private cachedIndex(key: string, month: number, revision: number): SpanIndex | null {
    const cached = this.staff.get(key);
    const spans = cached?.revision === revision ? cached.months.get(month) : undefined;
    if (!spans) return null;
    if (spans.added.length > 0) {
      spans.index = indexSpans([...spans.index.spans, ...spans.added]);
      spans.added = [];
    }
    return spans.index;
  }

  private keep(key: string, loaded: { month: number; index: SpanIndex; revision: number }): void {
    let cached = this.staff.get(key);
    // A newer revision was seen while this one was being loaded.
    if (cached && cached.revision > loaded.revision) return;
    if (cached && cached.revision < loaded.revision) this.drop(key);
    cached = this.staff.get(key) ?? { revision: loaded.revision, months: new Map() };
    this.size += loaded.index.spans.length - sizeOf(cached.months.get(loaded.month));
    cached.months.set(loaded.month, { index: loaded.index, added: [] });
    // Last in the map: the first one is the one to go.
    this.staff.delete(key);
    this.staff.set(key, cached);
    while (this.size > SPANS_MAX && this.staff.size > 1) this.drop(this.staff.keys().next().value ?? key);
  }

  private drop(key: string): void {
    for (const spans of this.staff.get(key)?.months.values() ?? []) this.size -= sizeOf(spans);
    this.staff.delete(key);
  }
}

function sizeOf(spans: MonthSpans | undefined): number {
  return spans ? spans.index.spans.length + spans.added.length : 0;
}

/** The months in which an entry may start that overlaps one of the spans, each with the staff in question. */
function monthsWanted(spans: readonly StaffSpan[]): Map<number, Set<string>> {
  const wanted = new Map<number, Set<string>>();
  for (const { staffId, start, end } of spans) {
    for (let month = monthOf(start - REACH_MS); month <= monthOf(end); month += 1) {
      const staff = wanted.get(month);
      if (staff) staff.add(staffId);
      else wanted.set(month, new Set([staffId]));
    }
  }
  return wanted;
}

/** Months of UTC since year 0: blocks of storage, with no meaning for billing. */
function monthOf(millis: number): number {
  const date = new Date(millis);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

function rangeOf(month: number) {
  const first = (index: number) => instant(Date.UTC(Math.floor(index / 12), index % 12, 1));
  return { from: first(month), to: first(month + 1) };
}
