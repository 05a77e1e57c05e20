import { performance } from 'node:perf_hooks';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { engineOf } from '../../platform/database/embedded/driver/embedded-driver.js';
import { Draining } from '../../platform/http/server/draining.js';
import { RequestMetrics } from '../../platform/http/server/request-metrics.js';
import { RunningHandlers } from '../../platform/http/server/running-handlers.js';
import { AuditService } from '../audit/audit.service.js';
import { jobPrincipal } from '../caller/principal.js';
import { PracticesService } from '../practices/practices.service.js';
import { ReadingsService } from '../readings/readings.service.js';
import { ReadingReviewService } from '../readings/review/reading-review.service.js';
import { BackupsService } from './backups.service.js';

const QUARANTINE_FRESH_MS = 60_000;

/** Metrics for operators besides requests. They describe the process and the store, never a patient or a practice. */
@Injectable()
export class OperationsMetrics implements OnModuleInit {
  private quarantine: Promise<number> | null = null;
  private quarantineAtMillis = 0;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly metrics: RequestMetrics,
    private readonly handlers: RunningHandlers,
    private readonly draining: Draining,
    private readonly audit: AuditService,
    private readonly readings: ReadingsService,
    private readonly review: ReadingReviewService,
    private readonly practices: PracticesService,
    private readonly backups: BackupsService,
  ) {}

  onModuleInit(): void {
    const { metrics } = this;
    const engine = engineOf(this.connection);
    if (engine !== null)
      metrics.gauge(
        { name: 'tally_store_queue_writes', help: 'Writes waiting for the next shared commit.' },
        () => engine.queue.length,
      );
    metrics.gauge({ name: 'tally_http_running', help: 'Requests in progress.' }, () => this.handlers.count);
    metrics.gauge({ name: 'tally_draining', help: '1 when the server is stopping.' }, () =>
      Number(this.draining.hasBegun),
    );
    metrics.gauge(
      {
        name: 'tally_audit_owed_entries',
        help: 'Audit entries that are not stored yet because the store refused them.',
      },
      () => this.audit.owedCount,
    );
    metrics.gauge(
      {
        name: 'tally_readings_answered',
        help: 'Readings answered since the process started, by status.',
        label: 'status',
      },
      () => this.readings.answered,
    );
    metrics.gauge({ name: 'tally_quarantine_readings', help: 'Readings waiting for a person.' }, () =>
      this.quarantined(),
    );
    metrics.gauge(
      { name: 'tally_last_backup_timestamp_seconds', help: 'When the last backup of this process began.' },
      () => this.backups.lastBeganSeconds,
    );
  }

  /** Counts all practices, at most once a minute. */
  private quarantined(): Promise<number> {
    const now = performance.now();
    if (this.quarantine === null || now - this.quarantineAtMillis >= QUARANTINE_FRESH_MS) {
      this.quarantineAtMillis = now;
      this.quarantine = this.countQuarantined();
    }
    return this.quarantine;
  }

  private async countQuarantined(): Promise<number> {
    let count = 0;
    for (const practiceId of await this.practices.idsAnywhere())
      count += await this.review.quarantinedCount(jobPrincipal(practiceId));
    return count;
  }
}
