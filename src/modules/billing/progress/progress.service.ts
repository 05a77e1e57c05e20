import { Injectable } from '@nestjs/common';
import { countCurrent } from '../../../domain/assess/monitoring/counting/count-current.js';
import { progressOf, type Progress } from '../../../domain/charges/progress.js';
import type { EnrollmentFacts } from '../../../domain/facts/enrollment.js';
import { WINDOW_DAYS } from '../../../domain/rulebook/monitoring/device-supply.js';
import { instant, type Instant } from '../../../domain/time/instant.js';
import { addDays, daysBetween, type LocalDate } from '../../../domain/time/local-date.js';
import { monthOf, monthPeriod } from '../../../domain/time/year-month.js';
import { localDateAt, startOfDay, zoneAt } from '../../../domain/time/zone.js';
import { Clock } from '../../../platform/clock/clock.js';
import type { Principal } from '../../caller/principal.js';
import { noteDisclosed } from '../../caller/request-trace.js';
import { toFacts } from '../../enrollments/enrollment-facts.js';
import { EnrollmentsService } from '../../enrollments/enrollments.service.js';
import { ReadingsService } from '../../readings/readings.service.js';
import { TimeEntriesService } from '../../time-tracking/entries/time-entries.service.js';
import { BillingRepository } from '../charges/billing.repository.js';
import { FactsLoader } from '../closing/facts.loader.js';

const HOUR_MS = 3_600_000;
/** Time zones differ from UTC by less than this, so a month widened by it contains every local minute of the month. */
const ZONE_SPREAD_HOURS = 26;

/** Days and minutes so far in the current window and month, counted as closing counts them. */
@Injectable()
export class ProgressService {
  constructor(
    private readonly enrollments: EnrollmentsService,
    private readonly loader: FactsLoader,
    private readonly readings: ReadingsService,
    private readonly timeEntries: TimeEntriesService,
    private readonly repository: BillingRepository,
    private readonly clock: Clock,
  ) {}

  /** Null if there is no such enrollment. */
  async of(principal: Principal, enrollmentId: string): Promise<Progress | null> {
    const record = await this.enrollments.get(principal, enrollmentId);
    const enrollment = record && toFacts(record);
    if (!record || !enrollment) return null;
    noteDisclosed(principal, [record.patientId]);
    const records = await this.loader.countingRecords(principal, record.patientId);
    if (!records) return null;
    const { zones } = records.patient;
    const now = this.clock.now();
    const zone = zoneAt(zones, now);
    const today = localDateAt(now, zone);
    const month = monthPeriod(monthOf(today));
    const windowStart = await this.windowStart(principal, { enrollment, today });
    const from = windowStart ?? enrollment.startDate;
    const [readings, logged] = await Promise.all([
      this.readings.ofPatientBetween(principal, record.patientId, from, today),
      this.timeEntries.ofPatientBetween(
        principal,
        record.patientId,
        shifted(startOfDay(month.start, zone), -ZONE_SPREAD_HOURS),
        shifted(startOfDay(month.end, zone), ZONE_SPREAD_HOURS),
      ),
    ]);
    const timeEntries = await this.loader.withVisits(principal, record.patientId, logged);
    const counts = countCurrent({
      facts: { ...records, readings, timeEntries },
      enrollment: { ...enrollment, pinnedWindowStart: windowStart },
      asOf: today,
    });
    return progressOf(enrollment, counts, today);
  }

  /**
   * First day of the window that contains today: pinned, or as the last closing found it. Before any window has closed,
   * the counting finds it, and then it has to read no more than the readings of the first window.
   */
  private async windowStart(
    principal: Principal,
    at: { readonly enrollment: EnrollmentFacts; readonly today: LocalDate },
  ): Promise<LocalDate | null> {
    const { enrollment, today } = at;
    const first =
      enrollment.pinnedWindowStart ?? (await this.repository.firstWindowStart(principal, enrollment.id));
    if (first === null || first > today) return first;
    return addDays(first, Math.floor(daysBetween(first, today) / WINDOW_DAYS) * WINDOW_DAYS);
  }
}

function shifted(at: Instant, hours: number): Instant {
  return instant(at + hours * HOUR_MS);
}
