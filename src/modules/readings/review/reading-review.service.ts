import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock/clock.js';
import { AuditService } from '../../audit/audit.service.js';
import type { Principal } from '../../caller/principal.js';
import { PatientsService } from '../../patients/patients.service.js';
import { CloseQueueService } from '../../restatement/close-queue.service.js';
import { Rederivation } from '../attribution/rederivation.js';
import { toPage, type Page } from '../reading-page.js';
import type { Reading } from '../reading.js';
import type { Decision, ReadingDoc } from '../reading.schema.js';
import { ReadingsRepository } from '../readings.repository.js';
import type { PageRequest } from '../readings.service.js';

const ATTEMPTS_MAX = 8;

/** What became of a person's decision. */
export type ReviewAnswer =
  | { readonly outcome: 'done' | 'unchanged'; readonly reading: Reading }
  | { readonly outcome: 'not_found' }
  | { readonly outcome: 'wrong_status'; readonly reading: Reading };

/** A change that a person makes to one reading; null: it is so already. */
interface Change {
  readonly action: string;
  readonly set: Partial<ReadingDoc>;
  readonly isAllowed: (reading: Reading) => boolean;
  readonly isThere: (reading: Reading) => boolean;
}

/** Decisions of people about single readings: exclusion, reinstatement, and what to do with the quarantine. */
@Injectable()
export class ReadingReviewService {
  constructor(
    private readonly repository: ReadingsRepository,
    private readonly rederivation: Rederivation,
    private readonly patients: PatientsService,
    private readonly closeQueue: CloseQueueService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** The reading is kept and never counts: "not this patient". */
  exclude(principal: Principal, id: string, reason: string): Promise<ReviewAnswer> {
    return this.change(principal, id, reason, {
      action: 'readings.exclude',
      set: { exclusion: this.decision(principal, reason) },
      isAllowed: ({ status }) => status === 'accepted',
      isThere: ({ exclusion }) => exclusion !== null,
    });
  }

  reinstate(principal: Principal, id: string, reason: string): Promise<ReviewAnswer> {
    return this.change(principal, id, reason, {
      action: 'readings.reinstate',
      set: { exclusion: null },
      isAllowed: ({ status }) => status === 'accepted',
      isThere: ({ exclusion }) => exclusion === null,
    });
  }

  quarantinedCount(principal: Principal): Promise<number> {
    return this.repository.quarantinedCount(principal);
  }

  /** Quarantined readings in the order of measurement. */
  async quarantine(principal: Principal, { cursor, limit }: PageRequest): Promise<Page<Reading>> {
    return toPage(await this.repository.pageOfQuarantine(principal, cursor, limit + 1), limit);
  }

  /** A person says that it is nobody's reading. */
  discard(principal: Principal, id: string, reason: string): Promise<ReviewAnswer> {
    return this.change(principal, id, reason, {
      action: 'readings.discard',
      set: { status: 'discarded', discard: this.decision(principal, reason) },
      isAllowed: ({ status }) => status !== 'accepted',
      isThere: ({ status }) => status === 'discarded',
    });
  }

  /**
   * A person says that it is the reading of whoever had the device then: what the sender doubted no longer holds it back.
   * It stays quarantined while the records name nobody, or more than one.
   */
  async release(principal: Principal, id: string, reason: string): Promise<ReviewAnswer> {
    const answer = await this.change(principal, id, reason, {
      action: 'readings.release',
      set: { ambiguousUser: false, status: 'quarantined', discard: null },
      isAllowed: ({ status }) => status !== 'accepted',
      isThere: () => false,
    });
    if (answer.outcome !== 'done') return answer;
    await this.rederivation.ofReadings(principal, [id]);
    const reading = await this.repository.find(principal, id);
    return reading === null ? { outcome: 'not_found' } : { outcome: 'done', reading };
  }

  private async change(
    principal: Principal,
    id: string,
    reason: string,
    change: Change,
  ): Promise<ReviewAnswer> {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const reading = await this.repository.find(principal, id);
      if (reading === null) return { outcome: 'not_found' };
      if (!change.isAllowed(reading)) return { outcome: 'wrong_status', reading };
      if (change.isThere(reading)) {
        // Its mark may have been lost with the process that made the change.
        if (reading.patientId !== null) await this.closeQueue.mark(principal, reading.patientId);
        return { outcome: 'unchanged', reading };
      }
      const { version, patientId } = reading;
      if (patientId !== null) await this.patients.refuseErased(principal, patientId);
      const [written] = await Promise.all([
        this.audit.recorded(
          principal,
          {
            action: change.action,
            entity: 'readings',
            ids: [id],
            patientIds: patientId === null ? [] : [patientId],
            reason,
            before: { version },
            after: { version: version + 1, fields: Object.keys(change.set) },
          },
          () => this.repository.edit(principal, [{ id, version, set: change.set }]),
        ),
        patientId === null ? null : this.closeQueue.mark(principal, patientId),
      ]);
      const changed = written === 1 ? await this.repository.find(principal, id) : null;
      if (changed !== null) return { outcome: 'done', reading: changed };
    }
    throw new Error(`reading ${id} is being changed by others again and again`);
  }

  private decision(principal: Principal, reason: string): Decision<Date> {
    return { by: principal.id, reason, at: new Date(this.clock.now()) };
  }
}
