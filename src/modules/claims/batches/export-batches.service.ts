import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { parseChargeId } from '../../../domain/charges/charge-id.js';
import { chargeView } from '../../../domain/charges/explain/charge-view.js';
import { exportableCharges, frequencyOf } from '../../../domain/charges/exportable-charges.js';
import { slotOfCode } from '../../../domain/charges/plan/charge-slot.js';
import { sameData } from '../../../domain/charges/plan/same-data.js';
import { claimLine, type ClaimLine } from '../../../domain/claims/claim-line.js';
import { invariant } from '../../../domain/invariant.js';
import { formatInstant } from '../../../domain/time/instant.js';
import type { YearMonth } from '../../../domain/time/year-month.js';
import { Clock } from '../../../platform/clock/clock.js';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { AuditService } from '../../audit/audit.service.js';
import { BillingService } from '../../billing/charges/billing.service.js';
import type { Principal } from '../../caller/principal.js';
import { noteDisclosed } from '../../caller/request-trace.js';
import { chargesCsvHeader, chargesCsvLines } from '../charges-csv.js';
import { ClaimLinesService, type ChargeToLine } from '../claim-lines.service.js';
import { ChargeMarker, exportedIn, givenBack } from './charge-marker.js';
import type { ExportBatch } from './export-batch.js';
import { ExportBatchesRepository } from './export-batches.repository.js';

interface ExportRequest {
  readonly month?: YearMonth;
  readonly patientId?: string;
  /** The batch to create. If it already exists, it is returned unchanged. Default: the next number. */
  readonly number?: number;
  readonly limit: number;
}

type ExportAnswer =
  | { readonly outcome: 'created' | 'existing'; readonly batch: ExportBatch }
  | { readonly outcome: 'nothing_approved' }
  | { readonly outcome: 'number_not_next'; readonly next: number };

const ATTEMPTS_MAX = 8;

/**
 * Exports charges in numbered batches. It first freezes the lines, then marks the charges, then makes the file final.
 * After a crash the next call finishes the remaining steps. No charge can be in two batches.
 */
@Injectable()
export class ExportBatchesService {
  constructor(
    private readonly batches: ExportBatchesRepository,
    private readonly billing: BillingService,
    private readonly lines: ClaimLinesService,
    private readonly marker: ChargeMarker,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  async create(principal: Principal, request: ExportRequest): Promise<ExportAnswer> {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const last = await this.batches.lastNumber(principal);
      const unfinished = last > 0 ? await this.finished(principal, last) : null;
      const number = request.number ?? last + 1;
      if (number <= last) {
        const batch = number === last ? unfinished : await this.finished(principal, number);
        if (batch) return { outcome: 'existing', batch };
      }
      if (number !== last + 1) return { outcome: 'number_not_next', next: last + 1 };
      const lines = await this.collect(principal, request);
      if (lines.length === 0) return { outcome: 'nothing_approved' };
      const batch = await this.start(principal, number, lines);
      if (batch) return { outcome: 'created', batch: await this.complete(principal, batch) };
    }
    throw new ProblemError(409, 'Other exports are in progress; try again.');
  }

  /** Returns the batch, after finishing a step that a crash interrupted. Null when there is no such batch. */
  async finished(principal: Principal, number: number): Promise<ExportBatch | null> {
    const batch = await this.batches.find(principal, number);
    noteDisclosed(principal, batch?.lines.map(({ patientId }) => patientId) ?? []);
    if (batch?.status === 'marking') return this.complete(principal, batch);
    if (batch?.status === 'withdrawing') return this.giveBack(principal, batch);
    return batch;
  }

  /** The file of a batch, with the same bytes each time. Null when there is no such batch. */
  async file(principal: Principal, number: number): Promise<string | null> {
    const batch = await this.finished(principal, number);
    if (!batch) return null;
    const text = fileOf(batch.lines);
    invariant(sha256(text) === batch.fileSha256, `export batch ${number} no longer matches its file's hash`);
    return text;
  }

  /** Returns the charges to approved. The number is never reused. Refused while a later batch adjusts one of the charges. */
  async withdraw(
    principal: Principal,
    number: number,
    reason: string,
  ): Promise<ExportBatch | 'adjusted_later' | null> {
    const batch = await this.finished(principal, number);
    if (!batch || batch.status === 'withdrawn') return batch;
    if (await this.adjustedLater(principal, batch)) return 'adjusted_later';
    const withdrawal = { reason, by: principal.id, at: formatInstant(this.clock.now()) };
    const next: ExportBatch = { ...batch, status: 'withdrawing', withdrawal, version: batch.version + 1 };
    const written = await this.audit.recorded(
      principal,
      {
        action: 'export-batches.withdraw',
        entity: 'exportBatches',
        ids: [String(number)],
        patientIds: batch.lines.map(({ patientId }) => patientId),
        reason,
        before: { version: batch.version },
      },
      () => this.batches.write(principal, next),
    );
    return written ? this.giveBack(principal, next) : this.finished(principal, number);
  }

  private async collect(principal: Principal, request: ExportRequest): Promise<ClaimLine[]> {
    const { month, patientId, limit } = request;
    const query = {
      exportable: true,
      ...(month && { serviceMonth: month }),
      ...(patientId && { patientId }),
    } as const;
    const charges: ChargeToLine[] = [];
    for await (const { source } of this.billing.sources(principal, query)) {
      const found = exportableCharges(source);
      // Charges of one source are exported together, so an add-on code is never exported without its base code.
      if (charges.length + found.length > limit && charges.length > 0) break;
      for (const { charge, frequency } of found)
        charges.push({
          charge: chargeView(source, charge),
          frame: { status: 'exported', frequencyCode: frequency },
        });
    }
    return this.lines.lines(principal, charges);
  }

  /** @returns null when another export took the number */
  private async start(
    principal: Principal,
    number: number,
    lines: readonly ClaimLine[],
  ): Promise<ExportBatch | null> {
    const batch: ExportBatch = {
      number,
      status: 'marking',
      createdBy: principal.id,
      createdAt: formatInstant(this.clock.now()),
      lines,
      fileSha256: null,
      withdrawal: null,
      version: 1,
    };
    const written = await this.audit.recorded(
      principal,
      {
        action: 'export-batches.create',
        entity: 'exportBatches',
        ids: [String(number)],
        patientIds: lines.map(({ patientId }) => patientId),
        after: { number, lines: lines.length },
      },
      () => this.batches.write(principal, batch),
    );
    return written ? batch : null;
  }

  /** Marks the charges that still match their frozen lines. A charge that a person has changed leaves the batch. */
  private async complete(principal: Principal, batch: ExportBatch): Promise<ExportBatch> {
    const { number, createdBy: by, createdAt: at } = batch;
    noteDisclosed(
      principal,
      batch.lines.map(({ patientId }) => patientId),
    );
    const frozen = new Map(batch.lines.map((line) => [line.chargeId, line]));
    const marked = await this.marker.mark(principal, [...frozen.keys()], (charge, source) => {
      const line = frozen.get(charge.id);
      if (!line || charge.status !== 'approved' || source.state === 'parked') return null;
      const now = claimLine(chargeView(source, charge), partiesOf(line), {
        status: 'exported',
        frequencyCode: frequencyOf(source, charge) ?? '1',
      });
      return sameData(now, line) ? exportedIn(number, charge, { by, at, reason: null }) : null;
    });
    const lines = batch.lines.filter(({ chargeId }) => marked.get(chargeId)?.batchNumber === number);
    const next: ExportBatch = {
      ...batch,
      status: 'complete',
      lines,
      fileSha256: sha256(fileOf(lines)),
      version: batch.version + 1,
    };
    const written = await this.audit.recorded(
      principal,
      {
        action: 'charges.export',
        entity: 'charges',
        ids: lines.map(({ chargeId }) => chargeId),
        patientIds: lines.map(({ patientId }) => patientId),
        after: { batch: number },
      },
      () => this.batches.write(principal, next),
    );
    if (written) return next;
    const other = await this.finished(principal, number);
    invariant(other, 'a batch that another writer wrote exists');
    return other;
  }

  private async giveBack(principal: Principal, batch: ExportBatch): Promise<ExportBatch> {
    const { number, withdrawal } = batch;
    invariant(withdrawal, 'a withdrawn batch has a withdrawal');
    await this.marker.mark(
      principal,
      batch.lines.map(({ chargeId }) => chargeId),
      (charge, source) =>
        charge.status === 'exported' && charge.batchNumber === number
          ? givenBack(source, charge, withdrawal)
          : null,
    );
    const next: ExportBatch = { ...batch, status: 'withdrawn', version: batch.version + 1 };
    if (await this.batches.write(principal, next)) return next;
    const other = await this.finished(principal, number);
    invariant(other, 'a batch that another writer wrote exists');
    return other;
  }

  private async adjustedLater(principal: Principal, batch: ExportBatch): Promise<boolean> {
    const ids = new Set(batch.lines.map(({ chargeId }) => chargeId));
    const sourceIds = new Set([...ids].flatMap((id) => parseChargeId(id)?.sourceId ?? []));
    for (const { source } of await this.billing.sourcesById(principal, [...sourceIds]))
      for (const charge of source.charges) {
        if (!ids.has(charge.id)) continue;
        const { trail } = slotOfCode(source, charge.code);
        const later = trail.slice(trail.findIndex(({ id }) => id === charge.id) + 1);
        if (later.some(({ status, id }) => status === 'exported' && !ids.has(id))) return true;
      }
    return false;
  }
}

function partiesOf(line: ClaimLine) {
  return {
    practiceId: line.practice,
    practiceName: line.practiceName,
    mrn: line.mrn,
    payerName: line.payer,
    memberId: line.memberId,
    renderingNpi: line.renderingNpi,
    billingNpi: line.billingNpi,
  };
}

function fileOf(lines: readonly ClaimLine[]): string {
  return chargesCsvHeader() + chargesCsvLines(lines);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
