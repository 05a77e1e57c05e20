import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.js';
import type { Principal } from '../../caller/principal.js';
import { TimeEntriesRepository } from './time-entries.repository.js';
import { TimeEntryWriter } from './time-entry-writer.js';
import type { TimeEntry } from './time-entry.js';

interface Strike {
  readonly entry: TimeEntry;
  readonly replacement: TimeEntry | null;
  readonly reason: string;
  readonly at: TimeEntry['recordedAt'];
}

/** Strikes entries through. One write decides. The replacing entry is stored afterward, even after a crash. */
@Injectable()
export class Corrections {
  constructor(
    private readonly repository: TimeEntriesRepository,
    private readonly writer: TimeEntryWriter,
    private readonly audit: AuditService,
  ) {}

  /** @returns false when the entry was already struck through */
  async strike(principal: Principal, { entry, replacement, reason, at }: Strike): Promise<boolean> {
    const by = replacement?.id ?? `void:${entry.id}`;
    const won = await this.audit.recorded(
      principal,
      {
        action: replacement ? 'time-entries.correct' : 'time-entries.void',
        entity: 'timeEntries',
        ids: [entry.id],
        patientIds: [entry.patientId, ...(replacement ? [replacement.patientId] : [])],
        reason,
        before: { version: entry.version },
        after: { supersededBy: by },
      },
      () => this.repository.supersede(principal, entry.id, { by, at, reason, replacement }),
    );
    if (won) await this.finish(principal, entry, replacement);
    return won;
  }

  async finishPending(principal: Principal): Promise<void> {
    for (const { replaced, replacement } of await this.repository.pendingReplacements(principal))
      await this.finish(principal, replaced, replacement);
  }

  private async finish(
    principal: Principal,
    replaced: TimeEntry,
    replacement: TimeEntry | null,
  ): Promise<void> {
    if (replacement) await this.writer.store(principal, [replacement], 'time-entries.record');
    await this.writer.announce(principal, [replaced]);
    await this.repository.settleReplacement(principal, replaced.id);
  }
}
