import { Injectable } from '@nestjs/common';
import { addDays } from '../../../domain/time/local-date.js';
import { startOfDay } from '../../../domain/time/zone.js';
import { writeInstantCursor } from '../../../platform/http/answers/instant-cursor.js';
import { PatientAccessesService } from '../../audit/accesses/patient-accesses.service.js';
import type { Principal } from '../../caller/principal.js';
import { ReadingsService } from '../../readings/readings.service.js';
import { toAccessAnswer, type AccessReportAnswer } from './access-report.answer.js';
import type { AccessReportQuery } from './access-report.input.js';

const UTC = 'UTC';

/** Who touched the data of one patient (45 CFR 164.312(b)). An accounting of disclosures starts from it. */
@Injectable()
export class AccessReportService {
  constructor(
    private readonly accesses: PatientAccessesService,
    private readonly readings: ReadingsService,
  ) {}

  async of(principal: Principal, patientId: string, query: AccessReportQuery): Promise<AccessReportAnswer> {
    const { cursor: before = null, limit } = query;
    const from = query.from === undefined ? null : startOfDay(query.from, UTC);
    const to = query.to === undefined ? null : startOfDay(addDays(query.to, 1), UTC);
    const [rows, deliveries] = await Promise.all([
      this.accesses.page(principal, { patientId, from, to, before, limit: limit + 1 }),
      before === null ? this.readings.deliveriesOf(principal, patientId, { from, to }) : [],
    ]);
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      patientId,
      items: page.map(toAccessAnswer),
      deliveries: [...deliveries],
      next: last ? writeInstantCursor({ at: last.at, id: last.entryId }) : null,
    };
  }
}
