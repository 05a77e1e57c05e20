import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Instant } from '../../../domain/time/instant.js';
import { monthPeriod, parseYearMonth, type YearMonth } from '../../../domain/time/year-month.js';
import { startOfDay, zoneAt } from '../../../domain/time/zone.js';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { instantCursorField, writeInstantCursor } from '../../../platform/http/answers/instant-cursor.js';
import type { Principal } from '../../caller/principal.js';
import { PatientsService } from '../../patients/patients.service.js';
import { PracticesService } from '../../practices/practices.service.js';
import { TimeEntriesRepository } from './time-entries.repository.js';
import { timeEntryView, type TimeEntryView } from './time-entry.answer.js';
import { idInput } from './time-entry.input.js';

const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 1_000;

export const timeListingInput = z
  .object({
    patientId: idInput.optional(),
    staffId: idInput.optional(),
    month: z
      .string()
      .transform((text, context): YearMonth => {
        const month = parseYearMonth(text);
        if (month !== null) return month;
        context.addIssue({ code: 'custom', message: 'must be a month of the form YYYY-MM' });
        return z.NEVER;
      })
      .optional(),
    cursor: instantCursorField(/.{1,200}/).optional(),
    limit: z.coerce.number().int().min(1).max(LIMIT_MAX).default(LIMIT_DEFAULT),
  })
  .refine((query) => query.patientId !== undefined || query.staffId !== undefined, {
    path: ['patientId'],
    message: 'patientId or staffId is required',
  });
export type TimeListingInput = z.output<typeof timeListingInput>;

export interface TimeListing {
  readonly items: readonly TimeEntryView[];
  readonly next: string | null;
}

/** Entries page by page in order of start, superseded ones among them and marked. */
@Injectable()
export class TimeListingService {
  constructor(
    private readonly repository: TimeEntriesRepository,
    private readonly practices: PracticesService,
    private readonly patients: PatientsService,
  ) {}

  /** A month is the patient's own where one is named, else the practice's. */
  async page(principal: Principal, query: TimeListingInput): Promise<TimeListing> {
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
      items: items.map(timeEntryView),
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
