import { Injectable } from '@nestjs/common';
import type { Principal } from '../../caller/principal.js';
import type { AuditEntry } from '../audit-entry.js';
import { AuditRepository } from '../audit.repository.js';
import type { Access } from './access.js';
import { AccessesRepository, type AccessQuery } from './accesses.repository.js';

/** One access with its entry in the log. */
export interface LoggedAccess extends Access {
  /** Null when the log no longer holds it, which `tally audit verify` reports too. */
  readonly entry: AuditEntry | null;
}

/** The audit log by patient: who read or changed the data of one patient. */
@Injectable()
export class PatientAccessesService {
  constructor(
    private readonly accesses: AccessesRepository,
    private readonly entries: AuditRepository,
  ) {}

  /** The latest access first, including those whose entries were just being written. */
  async page(principal: Principal, query: AccessQuery): Promise<LoggedAccess[]> {
    await this.entries.caughtUp();
    const rows = await this.accesses.page(principal, query);
    const ids = rows.map(({ entryId }) => entryId);
    const found = await this.entries.findMany(principal.practiceId, ids);
    const byId = new Map(found.map((entry) => [entry.id, entry]));
    return rows.map((row) => ({ ...row, entry: byId.get(row.entryId) ?? null }));
  }
}
