import { Inject, Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import type { Logger } from 'pino';
import { LOGGER } from '../../../platform/logging/logging.module.js';
import { BillingService } from '../charges/billing.service.js';

/**
 * Asks each hour which periods are over, past their grace days and not closed. It never asks what day of the month it
 * is. It runs only where the application imports the schedule.
 */
@Injectable()
export class CloseSchedule {
  constructor(
    private readonly billing: BillingService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Cron(CronExpression.EVERY_HOUR, { waitForCompletion: true })
  async hourly(): Promise<void> {
    try {
      const { counts, leftDue } = await this.billing.tick();
      this.logger.info({ counts, leftDue }, 'closed what was due');
    } catch (error) {
      // The next hour tries again, because everything that was not settled is still due.
      this.logger.error({ err: error }, 'closing what was due failed');
    }
  }
}
