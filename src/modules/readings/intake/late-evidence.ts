import { Injectable } from '@nestjs/common';
import { earliest, type LocalDate } from '../../../domain/time/local-date.js';
import type { Principal } from '../../caller/principal.js';
import { CloseQueueService } from '../../restatement/close-queue.service.js';

/** Sends patients back to closing when a reading falls into a period that is already decided. */
@Injectable()
export class LateEvidence {
  constructor(private readonly closeQueue: CloseQueueService) {}

  /**
   * Call this after the readings are committed. Closing sets `closedThrough` before it loads its facts, so either closing
   * loads these readings or this call marks them as late.
   */
  async mark(
    principal: Principal,
    readings: readonly { readonly patientId: string | null; readonly serviceDay: LocalDate | null }[],
  ): Promise<void> {
    const firstDays = new Map<string, LocalDate>();
    for (const { patientId, serviceDay } of readings) {
      if (patientId === null || serviceDay === null) continue;
      const known = firstDays.get(patientId);
      if (known === undefined || serviceDay < known) firstDays.set(patientId, serviceDay);
    }
    const first = earliest(...firstDays.values());
    if (first === null) return;
    const closedThrough = await this.closeQueue.closedThrough(principal, [...firstDays.keys()], first);
    const late: string[] = [];
    for (const [patientId, closed] of closedThrough) {
      const day = firstDays.get(patientId);
      if (day !== undefined && day <= closed) late.push(patientId);
    }
    if (late.length > 0) await this.closeQueue.markMany(principal, late);
  }
}
