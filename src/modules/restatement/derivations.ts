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
 * What is stored with a reading, its patient and its service day, follows from records that may change later. Whoever
 * changes them announces it first and settles it afterwards; an announcement outlives the process, so that a change is
 * followed even where the process died between the two.
 */
@Injectable()
export class Derivations implements OnApplicationBootstrap {
  private readonly listeners: DerivationListener[] = [];

  constructor(
    private readonly announced: AnnouncedChangesRepository,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Features to the right register in their constructors, so that each comes after those it depends on. */
  register(listener: DerivationListener): void {
    this.listeners.push(listener);
  }

  /** To be awaited before the write. A change that is then not written costs a look at its readings, no more. */
  async announce(
    principal: Principal,
    changes: readonly DerivationChange[],
  ): Promise<readonly Announcement[]> {
    return changes.length === 0 ? [] : [await this.announced.insert(principal, changes)];
  }

  /** After the write and before its answer: tells every listener, one after the other. */
  async settle(principal: Principal, announcements: readonly Announcement[]): Promise<void> {
    if (announcements.length === 0) return;
    const changes = announcements.flatMap((announcement) => announcement.changes);
    for (let start = 0; start < changes.length; start += TOGETHER_MAX)
      await Promise.all(
        changes.slice(start, start + TOGETHER_MAX).map((change) => this.tell(principal, change)),
      );
    await this.announced.remove(
      principal,
      announcements.map(({ id }) => id),
    );
  }

  /** Settles what is announced in the practice, also what another request is about to settle itself. */
  async resume(principal: Principal): Promise<void> {
    await this.settle(principal, await this.announced.ofPractice(principal));
  }

  /** The same in every practice. */
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
      this.logger.error({ err: error }, 'readings were not derived anew after a change of records');
    }
  }

  private async tell(principal: Principal, change: DerivationChange): Promise<void> {
    for (const listener of this.listeners)
      if (change.kind === 'zones') await listener.zonesChanged(principal, change.patientId);
      else await listener.assignmentsChanged(principal, change);
  }
}
