import { Injectable } from '@nestjs/common';
import type { LocalDate } from '../../domain/time/local-date.js';
import type { Principal } from '../caller/principal.js';
import { CloseQueueRepository } from './close-queue.repository.js';
import type { DueItem, Settlement } from './due-item.js';

const BATCH_MAX = 1000;

/**
 * The patients whose periods may be over or must be decided again. A mark raises a token, and settling works only with the
 * token that closing began with, so a mark made while a patient is being closed is never lost.
 */
@Injectable()
export class CloseQueueService {
  constructor(private readonly repository: CloseQueueRepository) {}

  /** Makes the patient due now, because something that may change a decided period happened. */
  mark(principal: Principal, patientId: string): Promise<void> {
    return this.repository.mark(principal, [patientId]);
  }

  /** Like {@link mark} for many patients, each id once. The first 1,000 writes start before the method first waits. */
  async markMany(principal: Principal, patientIds: readonly string[]): Promise<void> {
    for (let start = 0; start < patientIds.length; start += BATCH_MAX)
      await this.repository.mark(principal, patientIds.slice(start, start + BATCH_MAX));
  }

  /**
   * Marks patients a second time, after everything that follows from a write. The first mark went with the write, and a
   * closing that began in between used the old facts.
   */
  async markAgain(principal: Principal, patientIds: readonly string[]): Promise<void> {
    for (let start = 0; start < patientIds.length; start += BATCH_MAX)
      await this.repository.markAgain(principal, patientIds.slice(start, start + BATCH_MAX));
  }

  /** The last day of any period decided as over, for the patients for whom it is `from` or later. */
  closedThrough(
    principal: Principal,
    patientIds: readonly string[],
    from: LocalDate,
  ): Promise<ReadonlyMap<string, LocalDate>> {
    return this.repository.closedThrough(principal, patientIds, from);
  }

  /** Patients due on or before `asOf` in every practice, starting with the one due longest. */
  due(limit: number, asOf: LocalDate): Promise<DueItem[]> {
    return this.repository.dueAnywhere(limit, asOf);
  }

  /** Like {@link due}, in the principal's practice only. */
  dueInPractice(principal: Principal, limit: number, asOf: LocalDate): Promise<DueItem[]> {
    return this.repository.dueInPractice(principal, limit, asOf);
  }

  /** The entries of these patients, due or not. */
  find(principal: Principal, patientIds: readonly string[]): Promise<DueItem[]> {
    return this.repository.find(principal, patientIds);
  }

  /** Call this before the facts are loaded, so that evidence that arrives meanwhile marks the patient. The day only rises. */
  setClosedThrough(principal: Principal, days: ReadonlyMap<string, LocalDate>): Promise<void> {
    return this.repository.raiseClosedThrough(principal, days);
  }

  /**
   * @param token the token that `due` returned
   * @param dueOn the next day on which a period may be over; null: none until something changes
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

  /** One write for up to 1,000 patients. @returns the number settled */
  settleMany(principal: Principal, settlements: readonly Settlement[]): Promise<number> {
    return this.repository.settle(principal, settlements);
  }
}
