import { Injectable } from '@nestjs/common';
import type { Instant } from '../../../domain/time/instant.js';
import { monthPeriod, type YearMonth } from '../../../domain/time/year-month.js';
import { startOfDay, zoneAt } from '../../../domain/time/zone.js';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { writeInstantCursor } from '../../../platform/http/answers/instant-cursor.js';
import type { Principal } from '../../caller/principal.js';
import { PatientsService } from '../../patients/patients.service.js';
import { PracticesService } from '../../practices/practices.service.js';
import { TimeEntriesRepository } from './time-entries.repository.js';
import { toTimeEntryAnswer, type TimeListingAnswer } from './time-entry.answer.js';
import type { TimeListingInput } from './time-listing.input.js';

/** Lists entries page by page in order of start. Superseded entries are included and marked. */
@Injectable()
export class TimeListingService {
  constructor(
    private readonly repository: TimeEntriesRepository,
    private readonly practices: PracticesService,
    private readonly patients: PatientsService,
  ) {}

  /** The month is read in the patient's zone when a patient is named, otherwise in the practice's zone. */
  async page(principal: Principal, query: TimeListingInput): Promise<TimeListingAnswer> {
    const { patientId, staffId, month, limit } = query;
    const { from, to } =
      month === undefined ? { from: null, to: null } : await this.bounds(principal, query, month);
    const entries = await this.repository.page(principal, {
      ...(patientId !== undefined && { patientId }),
      ...(staffId !== undefined && { staffId }),
      from,
      to,
      after: query.cursor ?? null,
      limit: limit + 1,
    });
    const items = entries.slice(0, limit);
    const last = entries.length > limit ? items.at(-1) : undefined;
    return {
      items: items.map(toTimeEntryAnswer),
      next: last ? writeInstantCursor({ at: last.start, id: last.id }) : null,
    };
  }

  private async bounds(
    principal: Principal,
    { patientId }: TimeListingInput,
    month: YearMonth,
  ): Promise<{ from: Instant; to: Instant }> {
    const { start, end } = monthPeriod(month);
    if (patientId === undefined) {
      const { zone } = await this.practices.get(principal);
      return { from: startOfDay(start, zone), to: startOfDay(end, zone) };
    }
    const history = (await this.patients.zonesOf(principal, [patientId])).get(patientId);
    if (!history) throw new ProblemError(404, 'There is no such patient.');
    const boundary = (day: typeof start) => {
      const guess = startOfDay(day, 'UTC');
      return startOfDay(day, zoneAt(history, guess));
    };
    return { from: boundary(start), to: boundary(end) };
  }
}
