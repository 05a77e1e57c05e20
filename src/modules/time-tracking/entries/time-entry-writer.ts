import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.js';
import type { Principal } from '../../caller/principal.js';
import { StaffCalendar } from '../calendar/staff-calendar.js';
import { LateEvidence } from './late-evidence.js';
import { TimeEntriesRepository } from './time-entries.repository.js';
import type { TimeEntry } from './time-entry.js';

export interface StoreOutcome {
  readonly outcome: 'stored' | 'duplicate' | 'conflict';
  /** The entry that holds the key. */
  readonly id: string;
}

/** The only way in which entries come into being: stored and audited together, then made known to who depends on them. */
@Injectable()
export class TimeEntryWriter {
  constructor(
    private readonly repository: TimeEntriesRepository,
    private readonly audit: AuditService,
    private readonly calendar: StaffCalendar,
    private readonly lateEvidence: LateEvidence,
  ) {}

  /** Outcomes in order. May be repeated: what is there already is a duplicate. */
  async store(
    principal: Principal,
    entries: readonly TimeEntry[],
    action = 'time-entries.record',
  ): Promise<StoreOutcome[]> {
    if (entries.length === 0) return [];
    const standing = await this.standing(principal, entries);
    const fresh = new Map<string, TimeEntry>();
    for (const entry of entries)
      if (!standing.has(entry.key) && !fresh.has(entry.key)) fresh.set(entry.key, entry);
    const stored = await this.insert(principal, [...fresh.values()], action);
    // Taken between the look and the write, or an id that another key holds: look again.
    const lost = [...fresh.values()].filter((entry) => !stored.has(entry));
    for (const [key, entry] of await this.standing(principal, lost)) standing.set(key, entry);
    for (const entry of stored) standing.set(entry.key, entry);
    const holders = await this.holdersById(
      principal,
      lost.filter((entry) => !standing.has(entry.key)),
    );
    const outcomes = entries.map((entry): StoreOutcome => {
      const holder = standing.get(entry.key);
      if (!holder) return { outcome: 'conflict', id: holders.has(entry.id) ? entry.id : entry.key };
      if (holder === entry) return { outcome: 'stored', id: entry.id };
      return { outcome: holder.bodyHash === entry.bodyHash ? 'duplicate' : 'conflict', id: holder.id };
    });
    // Duplicates as well: the first attempt may have died between its write and this.
    const known = new Set(
      entries.filter((_, i) => outcomes[i]?.outcome !== 'conflict').map(({ key }) => key),
    );
    await this.announce(
      principal,
      [...known].map((key) => standing.get(key)).filter((entry) => entry !== undefined),
    );
    return outcomes;
  }

  /** Tells the calendar and the closing job of entries that were stored or struck through. */
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

  private async standing(
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
