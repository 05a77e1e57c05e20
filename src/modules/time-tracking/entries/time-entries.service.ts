import { Injectable } from '@nestjs/common';
import type { TimeEntryFacts } from '../../../domain/facts/time-entry.js';
import { instant, type Instant } from '../../../domain/time/instant.js';
import { Clock } from '../../../platform/clock/clock.js';
import type { Principal } from '../../caller/principal.js';
import { PatientsService } from '../../patients/patients.service.js';
import { PracticesService } from '../../practices/practices.service.js';
import { grouped } from '../../records/grouped.js';
import { StaffCalendar } from '../calendar/staff-calendar.js';
import { TimerEntries } from '../timers/timer-entries.js';
import { Corrections } from './corrections.js';
import {
  prepareEntry,
  shapeEntry,
  type EntryContext,
  type RecordOptions,
  type ShapedEntry,
} from './prepare-entry.js';
import type { TimeAnswer } from './recorded-time.answer.js';
import { TimeEntriesRepository } from './time-entries.repository.js';
import { TimeEntryWriter, type StoreOutcome } from './time-entry-writer.js';
import { ENTRY_HOURS_MAX } from './time-entry.js';

const HOUR_MS = 3_600_000;
const IDS_PER_QUERY_MAX = 1_000;

/**
 * Takes in time entries, which never change, and gives the assessment each patient's entries together with other
 * patients' entries that overlap them for the same staff member.
 */
@Injectable()
export class TimeEntriesService {
  constructor(
    private readonly repository: TimeEntriesRepository,
    private readonly writer: TimeEntryWriter,
    private readonly calendar: StaffCalendar,
    private readonly corrections: Corrections,
    private readonly timerEntries: TimerEntries,
    private readonly practices: PracticesService,
    private readonly patients: PatientsService,
    private readonly clock: Clock,
  ) {}

  /** Returns one answer per input, in order. An entry is durable when its answer says that it is accepted. */
  async record(
    principal: Principal,
    inputs: readonly unknown[],
    options: RecordOptions = {},
  ): Promise<TimeAnswer[]> {
    const shaped = inputs.map((raw) => shapeEntry(raw, principal, options));
    const context = await this.contextFor(
      principal,
      shaped.flatMap((one) => (one.ok ? [one.value] : [])),
      options,
    );
    const prepared = shaped.map((one) => (one.ok ? prepareEntry(one.value, context) : one));
    const entries = prepared.flatMap((one) => (one.ok ? [one.value] : []));
    const outcomes = (await this.writer.store(principal, entries)).values();
    return prepared.map((one) => (one.ok ? toAnswer(outcomes.next().value) : one.answer));
  }

  /** Live entries of up to 500 patients. Each list also holds the same staff's overlapping entries for other patients. */
  async ofPatients(
    principal: Principal,
    patientIds: readonly string[],
  ): Promise<ReadonlyMap<string, TimeEntryFacts[]>> {
    await this.finishPending(principal);
    const own = await this.repository.liveOfPatients(principal, patientIds);
    const facts = await this.withRivals(principal, own);
    return new Map(patientIds.map((id) => [id, facts.get(id) ?? []]));
  }

  /** As {@link ofPatients}, for one patient and the entries that overlap `from` (inclusive) to `to` (exclusive). */
  async ofPatientBetween(
    principal: Principal,
    patientId: string,
    from: Instant,
    to: Instant,
  ): Promise<TimeEntryFacts[]> {
    await this.finishPending(principal);
    const reach = { from: instant(from - ENTRY_HOURS_MAX * HOUR_MS), to };
    const own = await this.repository.liveOfPatientFrom(principal, patientId, reach);
    const facts = await this.withRivals(
      principal,
      own.filter(({ end }) => end > from),
    );
    return facts.get(patientId) ?? [];
  }

  /** Finishes corrections and stopped timers that a crash interrupted, so that readers see each one as a single step. */
  async finishPending(principal: Principal): Promise<void> {
    await Promise.all([
      this.corrections.finishPending(principal),
      this.timerEntries.finishPending(principal),
    ]);
  }

  private async withRivals(
    principal: Principal,
    own: readonly TimeEntryFacts[],
  ): Promise<ReadonlyMap<string, TimeEntryFacts[]>> {
    const rivals = await this.calendar.rivalsOf(principal, own);
    const rivalIds = new Map<string, Set<string>>();
    for (const [i, { patientId }] of own.entries()) {
      let ids = rivalIds.get(patientId);
      if (!ids) rivalIds.set(patientId, (ids = new Set()));
      for (const rival of rivals[i] ?? []) ids.add(rival.id);
    }
    const live = await this.liveByIds(principal, [
      ...new Set([...rivalIds.values()].flatMap((ids) => [...ids])),
    ]);
    const facts = new Map<string, TimeEntryFacts[]>();
    for (const [patientId, entries] of grouped(own, (entry) => entry.patientId)) {
      const others = [...(rivalIds.get(patientId) ?? [])].flatMap((id) => live.get(id) ?? []);
      facts.set(patientId, [...entries, ...others].sort(inOrder));
    }
    return facts;
  }

  private async liveByIds(
    principal: Principal,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, TimeEntryFacts>> {
    const live = new Map<string, TimeEntryFacts>();
    for (let i = 0; i < ids.length; i += IDS_PER_QUERY_MAX) {
      const found = await this.repository.liveByIds(principal, ids.slice(i, i + IDS_PER_QUERY_MAX));
      for (const entry of found) live.set(entry.id, entry);
    }
    return live;
  }

  private async contextFor(
    principal: Principal,
    shaped: readonly ShapedEntry[],
    options: RecordOptions,
  ): Promise<EntryContext> {
    const staffIds = [...new Set(shaped.flatMap(({ staffId }) => staffId ?? []))];
    const patientIds = [...new Set(shaped.map(({ input }) => input.patientId))];
    const [staff, existing] = await Promise.all([
      this.practices.staffById(principal, staffIds),
      this.patients.existing(principal, patientIds),
    ]);
    return {
      principal,
      now: this.clock.now(),
      options,
      staff: new Map([...staff].map(([id, { role }]) => [id, role])),
      patientIds: existing,
    };
  }
}

function inOrder(a: TimeEntryFacts, b: TimeEntryFacts): number {
  return a.start - b.start || (a.id < b.id ? -1 : 1);
}

function toAnswer(stored: StoreOutcome | undefined): TimeAnswer {
  if (stored === undefined) throw new RangeError('an entry was stored without an outcome');
  switch (stored.outcome) {
    case 'stored':
      return { status: 'accepted', id: stored.id };
    case 'duplicate':
      return { status: 'duplicate', id: stored.id };
    case 'conflict': {
      const errors = [{ path: 'externalId', message: 'is taken by an entry with other content' }];
      return { status: 'conflict', id: stored.id, reason: 'conflict', errors };
    }
  }
}
