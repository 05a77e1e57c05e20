import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import type { Logger } from 'pino';
import { LOGGER } from '../../platform/logging/logging.module.js';
import { jobPrincipal, type Principal } from '../caller/principal.js';
import { AnnouncedChangesRepository } from './announced-changes.repository.js';
import type { Announcement } from './announcement.js';
import type { DerivationChange, DerivationListener } from './derivation-listener.js';

const TOGETHER_MAX = 50;

/**
 * The patient and service day stored with a reading are derived from records that may change later. A writer of such records
 * announces the change first and settles it after the write. An announcement is stored, so the readings are derived again
 * even when the process dies in between.
 */
@Injectable()
export class Derivations implements OnApplicationBootstrap {
  private readonly listeners: DerivationListener[] = [];

  constructor(
    private readonly announced: AnnouncedChangesRepository,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Modules to the right register in their constructors, so each one comes after those it depends on. */
  register(listener: DerivationListener): void {
    this.listeners.push(listener);
  }

  /** Await this before the write. If the write then fails, its readings are derived again unnecessarily. */
  async announce(
    principal: Principal,
    changes: readonly DerivationChange[],
  ): Promise<readonly Announcement[]> {
    return changes.length === 0 ? [] : [await this.announced.insert(principal, changes)];
  }

  /** Call this after the write and before its answer. Calls every listener, one after the other. */
  async settle(principal: Principal, announcements: readonly Announcement[]): Promise<void> {
    if (announcements.length === 0) return;
    const changes = announcements.flatMap((announcement) => announcement.changes);
    for (let start = 0; start < changes.length; start += TOGETHER_MAX)
      await Promise.all(
        changes.slice(start, start + TOGETHER_MAX).map((change) => this.notify(principal, change)),
      );
    await this.announced.remove(
      principal,
      announcements.map(({ id }) => id),
    );
  }

  /** Settles every announcement in the practice, including those another request is about to settle itself. */
  async resume(principal: Principal): Promise<void> {
    await this.settle(principal, await this.announced.ofPractice(principal));
  }

  /** Like {@link resume}, in every practice. */
  async resumeAll(): Promise<void> {
    for (const practiceId of await this.announced.practices()) await this.resume(jobPrincipal(practiceId));
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.hourly();
  }

  @Cron(CronExpression.EVERY_HOUR, { waitForCompletion: true })
  async hourly(): Promise<void> {
    try {
      await this.resumeAll();
    } catch (error) {
      this.logger.error({ err: error }, 'deriving readings again after a change of records failed');
    }
  }

  private async notify(principal: Principal, change: DerivationChange): Promise<void> {
    for (const listener of this.listeners)
      if (change.kind === 'zones') await listener.zonesChanged(principal, change.patientId);
      else await listener.assignmentsChanged(principal, change);
  }
}
