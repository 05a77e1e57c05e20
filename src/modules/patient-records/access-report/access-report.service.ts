import { Injectable } from '@nestjs/common';
import { formatInstant } from '../../../domain/time/instant.js';
import { addDays, type LocalDate } from '../../../domain/time/local-date.js';
import { startOfDay } from '../../../domain/time/zone.js';
import { writeInstantCursor, type InstantCursor } from '../../../platform/http/answers/instant-cursor.js';
import type { Access } from '../../audit/accesses/access.js';
import { AccessesRepository } from '../../audit/accesses/accesses.repository.js';
import type { AuditEntry } from '../../audit/audit-entry.js';
import { AuditRepository } from '../../audit/audit.repository.js';
import type { Principal } from '../../caller/principal.js';
import type { Delivery } from '../../readings/intake/delivery.js';
import { ReadingsService } from '../../readings/readings.service.js';

const UTC = 'UTC';

/** One access with what its entry in the log says. */
export interface AccessItem extends Omit<Access, 'patientId' | 'at'> {
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** The caller's address; null for schedules, or where the entry is gone. */
  readonly from: AuditEntry['from'];
  readonly reason: string | null;
  /** The emergency access under which it was; null as a rule. */
  readonly emergency: string | null;
  readonly requestId: string | null;
  /** False: the log holds no such entry any more, which `tally audit verify` finds, too. */
  readonly inLog: boolean;
}

export interface AccessReport {
  readonly patientId: string;
  readonly items: readonly AccessItem[];
  /** Readings taken in, by day in UTC and source, the latest first; on the first page alone. */
  readonly deliveries: readonly Delivery[];
  readonly next: string | null;
}

export interface ReportFrame {
  /** Days in UTC, both included; null: no bound. */
  readonly from: LocalDate | null;
  readonly to: LocalDate | null;
  readonly before: InstantCursor | null;
  readonly limit: number;
}

/** Who touched the data of one patient (45 CFR 164.312(b), and what an accounting of disclosures starts from). */
@Injectable()
export class AccessReportService {
  constructor(
    private readonly accesses: AccessesRepository,
    private readonly entries: AuditRepository,
    private readonly readings: ReadingsService,
  ) {}

  async of(principal: Principal, patientId: string, frame: ReportFrame): Promise<AccessReport> {
    const { before, limit } = frame;
    await this.entries.caughtUp();
    const from = frame.from && startOfDay(frame.from, UTC);
    const to = frame.to && startOfDay(addDays(frame.to, 1), UTC);
    const [rows, deliveries] = await Promise.all([
      this.accesses.page(principal, { patientId, from, to, before, limit: limit + 1 }),
      before === null ? this.readings.deliveriesOf(principal, patientId, { from, to }) : [],
    ]);
    const page = rows.slice(0, limit);
    const found = await this.entries.findMany(
      principal.practiceId,
      page.map(({ entryId }) => entryId),
    );
    const byId = new Map(found.map((entry) => [entry.id, entry]));
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      patientId,
      items: page.map((row) => itemOf(row, byId.get(row.entryId))),
      deliveries,
      next: last ? writeInstantCursor({ at: last.at, id: last.entryId }) : null,
    };
  }
}

function itemOf({ at, action, actor, entryId }: Access, entry: AuditEntry | undefined): AccessItem {
  return {
    at: formatInstant(at),
    actor,
    action,
    from: entry?.from ?? null,
    reason: entry?.reason ?? null,
    emergency: entry?.emergency ?? null,
    requestId: entry?.requestId ?? null,
    entryId,
    inLog: entry !== undefined,
  };
}
