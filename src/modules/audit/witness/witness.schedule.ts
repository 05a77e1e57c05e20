import { Inject, Injectable } from '@nestjs/common';
import { Cron, CronExpression, Timeout } from '@nestjs/schedule';
import type { Logger } from 'pino';
import { LOGGER } from '../../../platform/logging/logging.module.js';
import { AuditRepository } from '../audit.repository.js';
import { ChainWitnessService } from './chain-witness.service.js';

/** Runs only in applications that import the schedule. */
@Injectable()
export class WitnessSchedule {
  constructor(
    private readonly witness: ChainWitnessService,
    private readonly entries: AuditRepository,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Witnesses the chains that earlier processes left behind. */
  @Timeout(0)
  async onStart(): Promise<void> {
    try {
      await this.witness.tick();
    } catch (error) {
      this.logger.error({ err: error }, 'could not witness the chains of the audit log');
    }
  }

  /** Only on a server can other processes write at the same time. */
  @Cron(CronExpression.EVERY_HOUR, { waitForCompletion: true })
  async hourly(): Promise<void> {
    if (this.entries.engine === 'mongodb') await this.onStart();
  }
}
