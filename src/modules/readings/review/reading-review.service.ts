import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock/clock.js';
import { AuditService } from '../../audit/audit.service.js';
import type { Principal } from '../../caller/principal.js';
import { PatientsService } from '../../patients/patients.service.js';
import { CloseQueueService } from '../../restatement/close-queue.service.js';
import { Rederivation } from '../attribution/rederivation.js';
import { toPage, type PageRequest, type ReadingPage } from '../reading-page.js';
import type { ReadingDoc } from '../reading.doc.js';
import type { Decision, Reading } from '../reading.js';
import { ReadingsRepository } from '../readings.repository.js';

const ATTEMPTS_MAX = 8;

/** The result of a person's decision. */
export type ReviewOutcome =
  | { readonly outcome: 'done' | 'unchanged'; readonly reading: Reading }
  | { readonly outcome: 'not_found' }
  | { readonly outcome: 'wrong_status'; readonly reading: Reading };

/** A change that a person makes to one reading. */
interface Change {
  readonly action: string;
  readonly set: Partial<ReadingDoc>;
  readonly isAllowed: (reading: Reading) => boolean;
  /** Whether the reading is already in the wanted state. */
  readonly isDone: (reading: Reading) => boolean;
}

/** People's decisions about single readings: exclusion, reinstatement and resolution of quarantined readings. */
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

  /** Keeps the reading but never counts it, for example because it is not this patient's. */
  exclude(principal: Principal, id: string, reason: string): Promise<ReviewOutcome> {
    return this.change(principal, id, reason, {
      action: 'readings.exclude',
      set: { exclusion: this.decision(principal, reason) },
      isAllowed: ({ status }) => status === 'accepted',
      isDone: ({ exclusion }) => exclusion !== null,
    });
  }

  reinstate(principal: Principal, id: string, reason: string): Promise<ReviewOutcome> {
    return this.change(principal, id, reason, {
      action: 'readings.reinstate',
      set: { exclusion: null },
      isAllowed: ({ status }) => status === 'accepted',
      isDone: ({ exclusion }) => exclusion === null,
    });
  }

  quarantinedCount(principal: Principal): Promise<number> {
    return this.repository.quarantinedCount(principal);
  }

  /** Quarantined readings in order of measurement. */
  async quarantine(principal: Principal, { cursor, limit }: PageRequest): Promise<ReadingPage> {
    return toPage(await this.repository.pageOfQuarantine(principal, cursor, limit + 1), limit);
  }

  /** A person states that the reading belongs to no patient. */
  discard(principal: Principal, id: string, reason: string): Promise<ReviewOutcome> {
    return this.change(principal, id, reason, {
      action: 'readings.discard',
      set: { status: 'discarded', discard: this.decision(principal, reason) },
      isAllowed: ({ status }) => status !== 'accepted',
      isDone: ({ status }) => status === 'discarded',
    });
  }

  /**
   * A person states that the reading belongs to the patient who had the device at that time, so the sender's doubt no
   * longer counts. The reading stays quarantined while the records name no patient, or more than one.
   */
  async release(principal: Principal, id: string, reason: string): Promise<ReviewOutcome> {
    const answer = await this.change(principal, id, reason, {
      action: 'readings.release',
      set: { ambiguousUser: false, status: 'quarantined', discard: null },
      isAllowed: ({ status }) => status !== 'accepted',
      isDone: () => false,
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
  ): Promise<ReviewOutcome> {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const reading = await this.repository.find(principal, id);
      if (reading === null) return { outcome: 'not_found' };
      if (!change.isAllowed(reading)) return { outcome: 'wrong_status', reading };
      if (change.isDone(reading)) {
        // Marks again: the process that made the change may have died before it marked the patient.
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
    throw new Error(`reading ${id} keeps being changed by other writers`);
  }

  private decision(principal: Principal, reason: string): Decision<Date> {
    return { by: principal.id, reason, at: new Date(this.clock.now()) };
  }
}
