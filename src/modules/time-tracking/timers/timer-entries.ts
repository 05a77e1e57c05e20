import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock/clock.js';
import type { Principal } from '../../caller/principal.js';
import { contentHash } from '../entries/time-entry-key.js';
import { TimeEntryWriter } from '../entries/time-entry-writer.js';
import { newTimeEntry, type TimeEntry, type TimeEntryContent } from '../entries/time-entry.js';
import type { StoredTimer } from './timer.doc.js';
import { TimersRepository } from './timers.repository.js';

/** Creates the time entries of stopped timers: one for each granted segment. Safe to repeat. */
@Injectable()
export class TimerEntries {
  constructor(
    private readonly timers: TimersRepository,
    private readonly writer: TimeEntryWriter,
    private readonly clock: Clock,
  ) {}

  async store(principal: Principal, stored: StoredTimer): Promise<void> {
    await this.writer.store(principal, this.entriesOf(principal, stored), 'timers.entries');
    await this.timers.entriesStored(principal, stored.timer.id, stored.timer.version);
  }

  async finishPending(principal: Principal): Promise<void> {
    for (const stored of await this.timers.withPendingEntries(principal)) await this.store(principal, stored);
  }

  private entriesOf(principal: Principal, { timer, segments }: StoredTimer): TimeEntry[] {
    return segments.map(({ start, end }, i) => {
      const content: TimeEntryContent = { ...timer, start, end, insideEncounter: null };
      const id = timerEntryId(timer.id, i);
      return newTimeEntry(content, {
        id,
        key: `t:${id}`,
        source: 'timer',
        externalId: null,
        bodyHash: contentHash(content, null),
        // The server measured this time itself, so the entry counts as logged at its start.
        loggedAt: null,
        recordedAt: this.clock.now(),
        recordedBy: principal.id,
        reason: null,
        timerId: timer.id,
      });
    });
  }
}

export function timerEntryId(timerId: string, segment: number): string {
  return `${timerId}-${segment + 1}`;
}
