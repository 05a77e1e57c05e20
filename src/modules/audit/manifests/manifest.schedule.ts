import { Inject, Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import type { Logger } from 'pino';
import { LOGGER } from '../../../platform/logging/logging.module.js';
import { MonthManifestsService } from './month-manifests.service.js';

/** Asks each hour whose month is over and not sealed. Runs only where the application imports the schedule. */
@Injectable()
export class ManifestSchedule {
  constructor(
    private readonly manifests: MonthManifestsService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Cron(CronExpression.EVERY_HOUR, { waitForCompletion: true })
  async hourly(): Promise<void> {
    try {
      const made = await this.manifests.tick();
      if (made > 0) this.logger.info({ made }, 'sealed the audit log of a month');
    } catch (error) {
      this.logger.error({ err: error }, 'sealing the audit log failed');
    }
  }
}
