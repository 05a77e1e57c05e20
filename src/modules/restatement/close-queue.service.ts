import { Injectable } from '@nestjs/common';
import type { LocalDate } from '../../domain/time/local-date.js';
import type { Principal } from '../caller/principal.js';
import { CloseQueueRepository } from './close-queue.repository.js';
import type { DueItem, Settlement } from './due-item.js';

const BATCH_MAX = 1000;

/**
 * Which patients' periods may be over, or must be looked at again. A mark bumps a token, and settling asks for
 * the token it began with, so a mark made while a patient is being closed is never lost.
 */
@Injectable()
export class CloseQueueService {
  constructor(private readonly repository: CloseQueueRepository) {}

  /** Something that may change a decided period happened: the patient is due now. */
  mark(principal: Principal, patientId: string): Promise<void> {
    return this.repository.mark(principal, [patientId]);
  }

  /** Each id once; issues its writes before it first waits, up to 1,000 ids at a time. */
  async markMany(principal: Principal, patientIds: readonly string[]): Promise<void> {
    for (let start = 0; start < patientIds.length; start += BATCH_MAX)
      await this.repository.mark(principal, patientIds.slice(start, start + BATCH_MAX));
  }

  /**
   * Marks patients that were marked along with a write once more, after everything that follows from it: whoever
   * began to close them in between began on the facts of before.
   */
  async markAgain(principal: Principal, patientIds: readonly string[]): Promise<void> {
    for (let start = 0; start < patientIds.length; start += BATCH_MAX)
      await this.repository.markAgain(principal, patientIds.slice(start, start + BATCH_MAX));
  }

  /** The last day of any period that was assessed as over, of the patients for whom it is `from` or later. */
  closedThrough(
    principal: Principal,
    patientIds: readonly string[],
    from: LocalDate,
  ): Promise<ReadonlyMap<string, LocalDate>> {
    return this.repository.closedThrough(principal, patientIds, from);
  }

  /** Patients due on `asOf` or before, in every practice, the longest due first. */
  due(limit: number, asOf: LocalDate): Promise<DueItem[]> {
    return this.repository.dueAnywhere(limit, asOf);
  }

  /** As {@link due}, in the principal's practice alone. */
  dueInPractice(principal: Principal, limit: number, asOf: LocalDate): Promise<DueItem[]> {
    return this.repository.dueInPractice(principal, limit, asOf);
  }

  /** The entries of some patients, due or not. */
  find(principal: Principal, patientIds: readonly string[]): Promise<DueItem[]> {
    return this.repository.find(principal, patientIds);
  }

  /** To be called before the facts are loaded, so that evidence arriving meanwhile marks the patient. Only rises. */
  setClosedThrough(principal: Principal, patientId: string, closedThrough: LocalDate): Promise<void> {
    return this.repository.raiseClosedThrough(principal, new Map([[patientId, closedThrough]]));
  }

  setClosedThroughMany(principal: Principal, days: ReadonlyMap<string, LocalDate>): Promise<void> {
    return this.repository.raiseClosedThrough(principal, days);
  }

  /**
   * @param token as `due` gave it
   * @param dueOn the next day on which a period may be over; null: none before something changes
   * @returns false when the patient was marked meanwhile and stays due
   */
  async settle(
    principal: Principal,
    patientId: string,
    token: number,
    dueOn: LocalDate | null,
    closedThrough: LocalDate | null,
  ): Promise<boolean> {
    return (await this.repository.settle(principal, [{ patientId, token, dueOn, closedThrough }])) === 1;
  }

  /** One write for up to 1,000 patients. @returns how many were settled */
  settleMany(principal: Principal, settlements: readonly Settlement[]): Promise<number> {
    return this.repository.settle(principal, settlements);
  }
}
