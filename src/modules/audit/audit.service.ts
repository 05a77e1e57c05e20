import { hash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Instant } from '../../domain/time/instant.js';
import { Clock } from '../../platform/clock/clock.js';
import type { Principal } from '../identity/principal.js';
import { requestIdOf } from '../identity/request-principal.js';
import type { AuditedChange } from './audit-entry.js';
import { AuditRepository } from './audit.repository.js';

const IDS_KEPT_MAX = 20;

/** Records who changed what. Call it beside the write it describes: `Promise.all([audit.record(...), repository.write(...)])`. */
@Injectable()
export class AuditService {
  constructor(
    private readonly repository: AuditRepository,
    private readonly clock: Clock,
  ) {}

  /** One appended document a call; resolves when it is durable. */
  async record(principal: Principal, change: AuditedChange): Promise<void> {
    const ids = change.ids.length > 1 ? [...change.ids].sort() : change.ids;
    const at = this.clock.now();
    await this.repository.append(principal, {
      id: entryId(at),
      at,
      actor: { kind: principal.kind, id: principal.id },
      action: change.action,
      entity: change.entity,
      count: ids.length,
      digest: hash('sha256', ids.join('\n'), 'hex'),
      ids: ids.slice(0, IDS_KEPT_MAX),
      reason: change.reason ?? null,
      before: change.before ?? null,
      after: change.after ?? null,
      requestId: requestIdOf(principal),
    });
  }
}

const PROCESS = randomBytes(9).toString('base64url');
const COUNT_DIGITS = 6;
let count = 0;

/** Sorts by time, then by the order of recording; the tail, random once a process, keeps two processes apart. */
function entryId(at: Instant): string {
  count = (count + 1) % 36 ** COUNT_DIGITS;
  return at.toString(36).padStart(9, '0') + count.toString(36).padStart(COUNT_DIGITS, '0') + PROCESS;
}
