import { Injectable } from '@nestjs/common';
import type { Charge } from '../../../domain/charges/charge.js';
import {
  chargeView,
  notBilledViews,
  parkedView,
  type ChargeView,
  type NotBilledView,
  type ParkedView,
} from '../../../domain/charges/explain/charge-view.js';
import type { Instant } from '../../../domain/time/instant.js';
import { Clock } from '../../../platform/clock/clock.js';
import { Config } from '../../../platform/config/config.js';
import { overlapped } from '../../../platform/streams/overlapped.js';
import type { Principal } from '../../caller/principal.js';
import { PatientsService } from '../../patients/patients.service.js';
import { PracticesService } from '../../practices/practices.service.js';
import { Derivations } from '../../restatement/derivations.js';
import type { ChargeFilter, CloseOptions, CloseReport, NotBilledFilter } from '../billing.options.js';
import { CloseRun } from '../closing/close-run.js';
import { DueTick, type TickReport } from '../closing/due-tick.js';
import { BATCH_PATIENTS, batchesOf } from '../closing/patient-batches.js';
import { PatientCloser } from '../closing/patient-closer.js';
import { BillingRepository, type SourceQuery, type SourceWrite } from './billing.repository.js';
import type { StoredSource } from './charge-source.schema.js';

const PAGE_SOURCES = 250;

/** Closes periods that are over and lists the results. For review and approval see `ReviewService`. */
@Injectable()
export class BillingService {
  constructor(
    private readonly repository: BillingRepository,
    private readonly closer: PatientCloser,
    private readonly dueTick: DueTick,
    private readonly patients: PatientsService,
    private readonly practices: PracticesService,
    private readonly derivations: Derivations,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /**
   * Decides every period of these patients that is over and past its grace days, and writes only what differs from what
   * is stored. A second call on the same facts writes nothing and gives the same report, without the differences.
   */
  async closePatients(
    principal: Principal,
    patientIds: readonly string[],
    options: CloseOptions,
  ): Promise<CloseReport> {
    return this.closeBatches(principal, batchesOf([...new Set(patientIds)].sort()), options);
  }

  closePatient(principal: Principal, patientId: string, options: CloseOptions): Promise<CloseReport> {
    return this.closePatients(principal, [patientId], options);
  }

  /** Does the same for every patient of the practice, page by page. */
  async closeAll(principal: Principal, options: CloseOptions): Promise<CloseReport> {
    return this.closeBatches(principal, this.patients.ids(principal, BATCH_PATIENTS), options);
  }

  /** Closes every patient who is due, in every practice. The schedule calls it each hour. */
  tick(asOf: Instant = this.clock.now()): Promise<TickReport> {
    return this.dueTick.run(asOf);
  }

  /** Charges in the order of their ids. Withdrawn charges are included only on request. */
  async *chargesOf(principal: Principal, filter: ChargeFilter = {}): AsyncGenerator<ChargeView> {
    for await (const { source } of this.sources(principal, queryOf(filter)))
      for (const charge of source.charges) if (asked(charge, filter)) yield chargeView(source, charge);
  }

  /** Codes that were assessed and not charged, in the order of sources. */
  async *notBilledOf(principal: Principal, filter: NotBilledFilter = {}): AsyncGenerator<NotBilledView> {
    for await (const { source } of this.sources(principal, queryOf(filter)))
      for (const view of notBilledViews(source))
        if (filter.reason === undefined || view.reason === filter.reason) yield view;
  }

  async *parkedOf(principal: Principal): AsyncGenerator<ParkedView> {
    for await (const { source } of this.sources(principal, { state: 'parked' })) {
      const view = parkedView(source);
      if (view) yield view;
    }
  }

  /** Sources in the order of their ids, starting at `fromId`, read page by page. */
  async *sources(
    principal: Principal,
    query: SourceQuery,
    fromId: string | null = null,
  ): AsyncGenerator<StoredSource> {
    let place: { fromId?: string | null; afterId?: string } = { fromId };
    for (;;) {
      const page = await this.repository.page(principal, query, { ...place, limit: PAGE_SOURCES });
      yield* page;
      const last = page.at(-1);
      if (page.length < PAGE_SOURCES || last === undefined) return;
      place = { afterId: last.source.sourceId };
    }
  }

  /** The sources with these ids, in no particular order. */
  sourcesById(principal: Principal, sourceIds: readonly string[]): Promise<StoredSource[]> {
    return this.repository.findMany(principal, sourceIds);
  }

  /** @returns false if another writer was first for one of them; the others are still written */
  writeSources(principal: Principal, writes: readonly SourceWrite[]): Promise<boolean> {
    return this.repository.write(principal, writes);
  }

  /** Decides the next batch while the previous one waits for the disk. */
  private async closeBatches(
    principal: Principal,
    batches: Generator<readonly string[]> | AsyncGenerator<readonly string[]>,
    options: CloseOptions,
  ): Promise<CloseReport> {
    const run = new CloseRun();
    // A reading that is still attributed to the wrong patient would be counted there.
    await this.derivations.resume(principal);
    const frame = await this.frameOf(principal, options);
    const close = (ids: readonly string[]) => this.closer.close(principal, ids, frame);
    for await (const closed of overlapped(batches, close)) run.add(closed);
    return run.report();
  }

  private async frameOf(principal: Principal, options: CloseOptions) {
    const practice = await this.practices.get(principal);
    return {
      asOf: options.asOf,
      graceDays: options.graceDays ?? practice.graceDays ?? this.config.graceDays,
      dryRun: options.dryRun ?? false,
    };
  }
}

export function asked(charge: Charge, filter: ChargeFilter): boolean {
  if (filter.status !== undefined) return charge.status === filter.status;
  return filter.withdrawn === true || charge.status !== 'withdrawn';
}

export function queryOf(filter: { readonly month?: string; readonly patientId?: string }): SourceQuery {
  return {
    ...(filter.month !== undefined && { serviceMonth: filter.month }),
    ...(filter.patientId !== undefined && { patientId: filter.patientId }),
  };
}
