import { Injectable } from '@nestjs/common';
import { instant } from '../../../domain/time/instant.js';
import { addDays } from '../../../domain/time/local-date.js';
import { localDateAt, zoneAt } from '../../../domain/time/zone.js';
import type { Principal } from '../../caller/principal.js';
import { PatientsService } from '../../patients/patients.service.js';
import { CloseQueueService } from '../../restatement/close-queue.service.js';
import { StaffCalendar } from '../calendar/staff-calendar.js';
import type { StaffSpan } from '../calendar/staff-spans.js';

const PATIENTS_MAX = 500;

/** Sends patients back to closing when time changes in a period that is already decided. */
@Injectable()
export class LateEvidence {
  constructor(
    private readonly calendar: StaffCalendar,
    private readonly patients: PatientsService,
    private readonly closeQueue: CloseQueueService,
  ) {}

  /**
   * Call this after the spans are stored or struck through. It checks their own patients and the patients who share a
   * staff minute with them.
   */
  async changed(principal: Principal, spans: readonly StaffSpan[]): Promise<void> {
    const rivals = await this.calendar.rivalsOf(principal, spans);
    const starts = new Map<string, number>();
    for (const { patientId, start } of [...spans, ...rivals.flat()])
      starts.set(patientId, Math.min(start, starts.get(patientId) ?? start));
    const all = [...starts];
    for (let i = 0; i < all.length; i += PATIENTS_MAX) {
      await this.markClosed(principal, new Map(all.slice(i, i + PATIENTS_MAX)));
    }
  }

  private async markClosed(principal: Principal, starts: ReadonlyMap<string, number>): Promise<void> {
    const ids = [...starts.keys()];
    // No zone is a full day behind UTC.
    const first = addDays(localDateAt(instant(Math.min(...starts.values())), 'UTC'), -1);
    const closed = await this.closeQueue.closedThrough(principal, ids, first);
    if (closed.size === 0) return;
    const zones = await this.patients.zonesOf(principal, [...closed.keys()]);
    const late = [...closed].flatMap(([patientId, through]) => {
      const start = starts.get(patientId);
      const history = zones.get(patientId);
      if (start === undefined || !history) return [];
      const at = instant(start);
      return localDateAt(at, zoneAt(history, at)) <= through ? [patientId] : [];
    });
    await this.closeQueue.markMany(principal, late);
  }
}
