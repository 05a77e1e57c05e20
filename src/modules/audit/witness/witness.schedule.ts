import { Inject, Injectable } from '@nestjs/common';
import { Cron, CronExpression, Timeout } from '@nestjs/schedule';
import type { Logger } from 'pino';
import { LOGGER } from '../../../platform/logging/logging.module.js';
import { AuditRepository } from '../audit.repository.js';
import { ChainWitnessService } from './chain-witness.service.js';

/** Runs only where the application imports the schedule. */
@Injectable()
export class WitnessSchedule {
  constructor(
    private readonly witness: ChainWitnessService,
    private readonly entries: AuditRepository,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** What the processes before this one left. */
  @Timeout(0)
  async onStart(): Promise<void> {
    try {
      await this.witness.tick();
    } catch (error) {
      this.logger.error({ err: error }, 'the chains of the audit log could not be told of');
    }
  }

  /** Others write beside this process on a server alone. */
  @Cron(CronExpression.EVERY_HOUR, { waitForCompletion: true })
  async hourly(): Promise<void> {
    if (this.entries.engine === 'mongodb') await this.onStart();
  }
}
