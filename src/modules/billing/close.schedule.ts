import { Injectable, Logger } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { BillingService } from './billing.service.js';

/**
 * Asks each hour which periods are over, past grace and not closed; never whether today is the first. Runs only
 * where the application imports the schedule.
 */
@Injectable()
export class CloseSchedule {
  private readonly logger = new Logger(CloseSchedule.name);

  constructor(private readonly billing: BillingService) {}

  @Cron(CronExpression.EVERY_HOUR, { waitForCompletion: true })
  async hourly(): Promise<void> {
    try {
      const { counts, leftDue } = await this.billing.tick();
      this.logger.log({ counts, leftDue }, 'closed what was due');
    } catch (error) {
      // The next hour tries again: everything not settled is still due.
      this.logger.error({ name: (error as Error).name }, 'closing what was due failed');
    }
  }
}
