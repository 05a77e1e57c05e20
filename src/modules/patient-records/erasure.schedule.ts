import { Inject, Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import type { Logger } from 'pino';
import { LOGGER } from '../../platform/logging/logging.module.js';
import { PatientRecordsService } from './patient-records.service.js';

/** Continues erasures every hour, including those a dead process left. Runs only when the application imports the schedule. */
@Injectable()
export class ErasureSchedule {
  constructor(
    private readonly records: PatientRecordsService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Cron(CronExpression.EVERY_HOUR, { waitForCompletion: true })
  async hourly(): Promise<void> {
    try {
      const count = await this.records.finishAll();
      if (count > 0) this.logger.info({ count }, 'finished erasures');
    } catch (error) {
      this.logger.error({ err: error }, 'finishing erasures failed');
    }
  }
}
