import { Inject, Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import type { Logger } from 'pino';
import { LOGGER } from '../../../platform/logging/logging.module.js';
import { MonthManifestsService } from './month-manifests.service.js';

/**
 * Every hour, seals each log whose month is over and not sealed yet. Runs only in applications that import the
 * schedule.
 */
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
      if (made > 0) this.logger.info({ made }, 'sealed monthly audit logs');
    } catch (error) {
      this.logger.error({ err: error }, 'could not seal the audit log');
    }
  }
}
