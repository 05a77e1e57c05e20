import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.js';
import type { Principal } from '../../caller/principal.js';
import { StaffCalendar } from '../calendar/staff-calendar.js';
import { LateEvidence } from './late-evidence.js';
import { TimeEntriesRepository } from './time-entries.repository.js';
import type { TimeEntry } from './time-entry.js';

export interface StoreOutcome {
  readonly outcome: 'stored' | 'duplicate' | 'conflict';
  /** The id of the entry that holds the key. */
  readonly id: string;
}

/** The only way to create entries. It stores and audits them together, then announces them. */
@Injectable()
export class TimeEntryWriter {
  constructor(
    private readonly repository: TimeEntriesRepository,
    private readonly audit: AuditService,
    private readonly calendar: StaffCalendar,
    private readonly lateEvidence: LateEvidence,
  ) {}

  /** Returns outcomes in the order of `entries`. Safe to repeat: an entry that is already stored is a duplicate. */
  async store(
    principal: Principal,
    entries: readonly TimeEntry[],
    action = 'time-entries.record',
  ): Promise<StoreOutcome[]> {
    if (entries.length === 0) return [];
    const holding = await this.holdersOf(principal, entries);
    const fresh = new Map<string, TimeEntry>();
    for (const entry of entries)
      if (!holding.has(entry.key) && !fresh.has(entry.key)) fresh.set(entry.key, entry);
    const stored = await this.insert(principal, [...fresh.values()], action);
    // Another writer took the key in between, or another key holds the id: look again.
    const lost = [...fresh.values()].filter((entry) => !stored.has(entry));
    for (const [key, entry] of await this.holdersOf(principal, lost)) holding.set(key, entry);
    for (const entry of stored) holding.set(entry.key, entry);
    const holders = await this.holdersById(
      principal,
      lost.filter((entry) => !holding.has(entry.key)),
    );
    const outcomes = entries.map((entry): StoreOutcome => {
      const holder = holding.get(entry.key);
      if (!holder) return { outcome: 'conflict', id: holders.has(entry.id) ? entry.id : entry.key };
      if (holder === entry) return { outcome: 'stored', id: entry.id };
      return { outcome: holder.bodyHash === entry.bodyHash ? 'duplicate' : 'conflict', id: holder.id };
    });
    // Announce duplicates too: the first attempt may have died between its write and its announcement.
    const known = new Set(
      entries.filter((_, i) => outcomes[i]?.outcome !== 'conflict').map(({ key }) => key),
    );
    await this.announce(
      principal,
      [...known].map((key) => holding.get(key)).filter((entry) => entry !== undefined),
    );
    return outcomes;
  }

  /** Tells the calendar and closing about entries that were stored or struck through. */
  async announce(principal: Principal, entries: readonly TimeEntry[]): Promise<void> {
    await this.calendar.recorded(principal, entries);
    await this.lateEvidence.changed(principal, entries);
  }

  private async insert(
    principal: Principal,
    fresh: readonly TimeEntry[],
    action: string,
  ): Promise<ReadonlySet<TimeEntry>> {
    if (fresh.length === 0) return new Set();
    const ids = fresh.map(({ id }) => id);
    const patientIds = fresh.map(({ patientId }) => patientId);
    const refused = await this.audit.recorded(
      principal,
      { action, entity: 'timeEntries', ids, patientIds },
      () => this.repository.insert(principal, fresh),
    );
    return new Set(fresh.filter((_, i) => !refused.has(i)));
  }

  /** The stored entries that hold the keys of `entries`, by key. */
  private async holdersOf(
    principal: Principal,
    entries: readonly TimeEntry[],
  ): Promise<Map<string, TimeEntry>> {
    if (entries.length === 0) return new Map();
    const keys = [...new Set(entries.map(({ key }) => key))];
    const found = await this.repository.byKeys(principal, keys);
    return new Map(found.map((entry) => [entry.key, entry]));
  }

  private async holdersById(principal: Principal, lost: readonly TimeEntry[]): Promise<ReadonlySet<string>> {
    if (lost.length === 0) return new Set();
    const found = await this.repository.byIds(
      principal,
      lost.map(({ id }) => id),
    );
    return new Set(found.map(({ id }) => id));
  }
}
