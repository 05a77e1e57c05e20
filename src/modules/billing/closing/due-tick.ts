import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Instant } from '../../../domain/time/instant.js';
import { FIRST_ZONE, localDateAt, zoneAt } from '../../../domain/time/zone.js';
import { Config } from '../../../platform/config/config.js';
import { LOGGER } from '../../../platform/logging/logging.module.js';
import { overlapped } from '../../../platform/streams/overlapped.js';
import { jobPrincipal, type Principal } from '../../caller/principal.js';
import { PatientsService } from '../../patients/patients.service.js';
import { PracticesService } from '../../practices/practices.service.js';
import { grouped } from '../../records/grouped.js';
import { CloseQueueService } from '../../restatement/close-queue.service.js';
import { Derivations } from '../../restatement/derivations.js';
import type { DueItem } from '../../restatement/due-item.js';
import type { CloseCounts } from '../billing.options.js';
import { CloseRun } from './close-run.js';
import { batchesOf } from './patient-batches.js';
import { PatientCloser } from './patient-closer.js';

export interface TickReport {
  readonly counts: CloseCounts;
  /** Patients who are still due because they were marked again while they were being closed. */
  readonly leftDue: number;
}

const DUE_PAGE = 2000;

/** Works through the close queue. Two workers may do so at once: writes are conditional, and settling needs the token. */
@Injectable()
export class DueTick {
  constructor(
    private readonly closeQueue: CloseQueueService,
    private readonly closer: PatientCloser,
    private readonly patients: PatientsService,
    private readonly derivations: Derivations,
    private readonly practices: PracticesService,
    private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async run(asOf: Instant): Promise<TickReport> {
    const run = new CloseRun();
    const seen = new Set<string>();
    let leftDue = 0;
    for (;;) {
      const due = await this.closeQueue.due(DUE_PAGE, localDateAt(asOf, FIRST_ZONE));
      // A patient who was closed in this tick and marked again waits for the next tick, so no patient can keep a tick going.
      const fresh = due.filter((item) => !seen.has(keyOf(item)));
      const ready = await this.readyAt(asOf, fresh);
      if (ready.length === 0) return { counts: run.report().counts, leftDue };
      for (const item of ready) seen.add(keyOf(item));
      for (const [practiceId, items] of grouped(ready, byPractice))
        leftDue += await this.closePractice(jobPrincipal(practiceId), items, { asOf, run });
    }
  }

  /** Only patients for whom the day has begun in their own time zone. */
  private async readyAt(asOf: Instant, items: readonly DueItem[]): Promise<DueItem[]> {
    const ready: DueItem[] = [];
    for (const [practiceId, group] of grouped(items, byPractice)) {
      const ids = group.map(({ patientId }) => patientId);
      const zones = await this.patients.zonesOf(jobPrincipal(practiceId), ids);
      for (const item of group) {
        const history = zones.get(item.patientId);
        const zone = history?.length ? zoneAt(history, asOf) : FIRST_ZONE;
        if (item.dueOn <= localDateAt(asOf, zone)) ready.push(item);
      }
    }
    return ready;
  }

  private async closePractice(
    principal: Principal,
    items: readonly DueItem[],
    job: { readonly asOf: Instant; readonly run: CloseRun },
  ): Promise<number> {
    let left = 0;
    try {
      // A reading that is still attributed to the wrong patient would be counted there.
      await this.derivations.resume(principal);
    } catch (error) {
      this.logger.error(
        { practiceId: principal.practiceId, err: error },
        'readings could not be derived again',
      );
      return items.length;
    }
    const practice = await this.practices.find(principal);
    const graceDays = practice?.graceDays ?? this.config.graceDays;
    const close = async (batch: readonly DueItem[]): Promise<number> => {
      try {
        return batch.length - (await this.closeBatch(principal, batch, { ...job, graceDays }));
      } catch (error) {
        // Nothing was settled, so the batch stays due. The other batches continue.
        this.logger.error({ practiceId: principal.practiceId, err: error }, 'a batch could not be closed');
        return batch.length;
      }
    };
    for await (const leftOver of overlapped(batchesOf(items), close)) left += leftOver;
    return left;
  }

  private async closeBatch(
    principal: Principal,
    batch: readonly DueItem[],
    job: { readonly asOf: Instant; readonly run: CloseRun; readonly graceDays: number },
  ): Promise<number> {
    const { asOf, graceDays } = job;
    const ids = batch.map(({ patientId }) => patientId);
    const closed = await this.closer.close(principal, ids, { asOf, graceDays, dryRun: false });
    job.run.add(closed);
    const tokens = new Map(batch.map(({ patientId, token }) => [patientId, token]));
    return this.closeQueue.settleMany(
      principal,
      closed.map(({ patientId, dueOn }) => ({
        patientId,
        token: tokens.get(patientId) ?? -1,
        dueOn,
        closedThrough: null,
      })),
    );
  }
}

function byPractice({ practiceId }: DueItem): string {
  return practiceId;
}

function keyOf({ practiceId, patientId }: DueItem): string {
  return `${practiceId}:${patientId}`;
}
