import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock/clock.js';
import type { Principal } from '../../caller/principal.js';
import { contentHash } from '../entries/time-entry-key.js';
import { TimeEntryWriter } from '../entries/time-entry-writer.js';
import type { TimeEntry, TimeEntryContent } from '../entries/time-entry.js';
import type { StoredTimer } from './timer.doc.js';
import { TimersRepository } from './timers.repository.js';

/** Makes the time entries of stopped timers: one for each uninterrupted granted segment. May be repeated. */
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
      const content: TimeEntryContent = {
        patientId: timer.patientId,
        staffId: timer.staffId,
        role: timer.role,
        program: timer.program,
        activity: timer.activity,
        start,
        end,
        interactive: timer.interactive,
        mode: timer.mode,
        participants: timer.participants,
        insideEncounter: null,
        note: timer.note,
      };
      const seconds = Math.floor((end - start) / 1000);
      return {
        ...content,
        id: timerEntryId(timer.id, i),
        key: `t:${timerEntryId(timer.id, i)}`,
        source: 'timer',
        externalId: null,
        bodyHash: contentHash(content, null),
        // The server saw every second as it passed, so the start is when it was logged.
        loggedAt: null,
        recordedAt: this.clock.now(),
        recordedBy: principal.id,
        reason: null,
        timerId: timer.id,
        supersedes: null,
        supersededBy: null,
        supersededAt: null,
        supersededReason: null,
        claimedSeconds: seconds,
        grantedSeconds: seconds,
        version: 1,
      };
    });
  }
}

export function timerEntryId(timerId: string, segment: number): string {
  return `${timerId}-${segment + 1}`;
}
