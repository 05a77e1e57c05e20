import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { invariant } from '../../domain/invariant.js';
import { formatInstant, parseInstant } from '../../domain/time/instant.js';
import { localDateAt } from '../../domain/time/zone.js';
import { Clock } from '../../platform/clock/clock.js';
import { AuditService } from '../audit/audit.service.js';
import { jobPrincipal, type Principal } from '../caller/principal.js';
import type { Erasure, ErasureMode } from '../patients/erasure/erasure.js';
import { PatientErasuresService } from '../patients/erasure/patient-erasures.service.js';
import { PatientsService } from '../patients/patients.service.js';
import type { Patient } from '../patients/record/patient.js';
import { PracticesService } from '../practices/practices.service.js';
import { PatientRecordParts } from '../records/patient-record/patient-record-parts.js';
import type { RetentionDueAnswer } from './patient-records.answer.js';
import type { ExportReason } from './patient-records.input.js';
import { RETENTION_DEFAULT, retentionOf, type RetainedEvidence } from './retention.js';

type ErasureAnswer =
  | { readonly outcome: 'erased'; readonly erasure: Erasure }
  /** The evidence that the law requires to keep, the longest first. */
  | { readonly outcome: 'kept'; readonly evidence: readonly RetainedEvidence[] }
  | { readonly outcome: 'unknown' };

/**
 * A write that read its patient before the erasure began may land after a sweep. No write takes an hour: a request is read
 * within ten minutes and handled in seconds, and closing writes what it loaded batch by batch.
 */
const WRITE_MS_MAX = 3_600_000;

/** One patient's whole record: exported, kept as long as the law requires, and erased afterward. */
@Injectable()
export class PatientRecordsService {
  constructor(
    private readonly parts: PatientRecordParts,
    private readonly patients: PatientsService,
    private readonly erasures: PatientErasuresService,
    private readonly practices: PracticesService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** Lines of JSON, one per document, the last one with the counts. Null when there is no such patient. */
  async export(principal: Principal, patientId: string, reason: ExportReason): Promise<Readable | null> {
    if ((await this.patients.get(principal, patientId)) === null) return null;
    await this.audit.record(principal, {
      action: 'patients.export',
      entity: 'patients',
      ids: [patientId],
      patientIds: [patientId],
      reason,
    });
    return Readable.from(this.lines(principal, patientId));
  }

  /**
   * Refused while evidence must be kept. If the patient has no evidence, everything is removed. Otherwise identifiers, free
   * text and raw payloads are removed, and rows remain that do not identify the person. A repeated call continues an
   * interrupted erasure.
   */
  async erase(principal: Principal, patientId: string, reason: string): Promise<ErasureAnswer> {
    const patient = await this.patients.get(principal, patientId);
    if (patient === null) return { outcome: 'unknown' };
    if (patient.erasure === undefined) {
      const kept = await this.retention(principal, patient);
      const today = await this.today(principal);
      const evidence = kept.filter(({ keptUntil }) => keptUntil > today);
      if (evidence.length > 0) return { outcome: 'kept', evidence };
      const mode: ErasureMode = kept.length === 0 ? 'whole' : 'deidentified';
      await this.erasures.begin(principal, patientId, {
        mode,
        by: principal.id,
        at: formatInstant(this.clock.now()),
        reason,
      });
    }
    return { outcome: 'erased', erasure: await this.sweep(principal, patientId) };
  }

  /**
   * For the schedule: sweeps erasures again and continues those that a dead process left.
   * @returns the number of erasures that are now done
   * @throws AggregateError when some failed, after trying all of them
   */
  async finishAll(): Promise<number> {
    let count = 0;
    const errors: unknown[] = [];
    for (const practiceId of await this.erasures.practices()) {
      const principal = jobPrincipal(practiceId);
      for (const id of await this.erasures.underWay(principal))
        try {
          const { state } = await this.sweep(principal, id);
          if (state === 'done') count += 1;
        } catch (error) {
          errors.push(error);
        }
    }
    if (errors.length > 0) throw new AggregateError(errors, `${errors.length} erasures could not continue`);
    return count;
  }

  /** Patients whose evidence has been kept long enough, in order of id. */
  async due(
    principal: Principal,
    { after, limit }: { readonly after: string | null; readonly limit: number },
  ): Promise<RetentionDueAnswer> {
    const today = await this.today(principal);
    const { patients, nextCursor } = await this.patients.list(principal, { after, limit });
    const present = patients.filter(({ erasure }) => erasure === undefined);
    const retention = await this.retentionOfAll(principal, present);
    const items = present.flatMap(({ id }) => {
      const [last] = retention.get(id) ?? [];
      return last !== undefined && last.keptUntil <= today
        ? [{ patientId: id, keptUntil: last.keptUntil }]
        : [];
    });
    return { items, next: nextCursor };
  }

  /** May run any number of times, even after the erasure is done: each sweep removes what was written after the one before. */
  private async sweep(principal: Principal, patientId: string): Promise<Erasure> {
    const sweptFrom = this.clock.now();
    const patient = await this.patients.get(principal, patientId);
    if (patient?.erasure === undefined) throw new Error('only a patient whose erasure began can be swept');
    // Before anything else, so that no new evidence arrives meanwhile.
    await this.parts.beforeErasing(principal);
    const { state, mode, at } = patient.erasure;
    const wasWhole = state !== 'running' && mode === 'whole';
    if (wasWhole || (await this.retention(principal, patient)).length === 0)
      await this.parts.remove(principal, patientId);
    // Checked again, because an encounter may have been signed just as the erasure began.
    const left = await this.retention(principal, patient);
    if (left.length > 0) await this.deidentify(principal, patientId, left);
    await this.parts.afterErasing(principal);
    const beganAt = parseInstant(at);
    invariant(beganAt !== null, 'an erasure records when it began');
    const isLast = state === 'done' || sweptFrom - beganAt >= WRITE_MS_MAX;
    const { erasure } = await this.erasures.settle(principal, patientId, {
      state: isLast ? 'done' : 'swept',
      mode: left.length === 0 ? 'whole' : 'deidentified',
    });
    invariant(erasure !== undefined, 'an erasure that began is never undone');
    return erasure;
  }

  private async deidentify(
    principal: Principal,
    patientId: string,
    left: readonly RetainedEvidence[],
  ): Promise<void> {
    const today = await this.today(principal);
    const visits = left.filter(({ kind, keptUntil }) => kind === 'encounter' && keptUntil > today);
    await this.parts.overwrite(principal, patientId, new Set(visits.map(({ id }) => id)));
  }

  private async retention(principal: Principal, patient: Patient): Promise<RetainedEvidence[]> {
    return (await this.retentionOfAll(principal, [patient])).get(patient.id) ?? [];
  }

  /** By patient; each patient's evidence that is kept longest comes first. */
  private async retentionOfAll(
    principal: Principal,
    patients: readonly Patient[],
  ): Promise<ReadonlyMap<string, RetainedEvidence[]>> {
    const practice = await this.practices.find(principal);
    const settings = { ...RETENTION_DEFAULT, ...practice?.retention };
    const evidence = await this.parts.evidence(
      principal,
      patients.map(({ id }) => id),
    );
    return new Map(
      patients.map(({ id, birthDate }) => [id, retentionOf(evidence.get(id) ?? [], birthDate, settings)]),
    );
  }

  private async today(principal: Principal) {
    const practice = await this.practices.find(principal);
    return localDateAt(this.clock.now(), practice?.zone ?? 'UTC');
  }

  private async *lines(principal: Principal, patientId: string): AsyncGenerator<string> {
    const counts = new Map<string, number>();
    for await (const line of this.parts.documents(principal, patientId)) {
      counts.set(line.collection, (counts.get(line.collection) ?? 0) + 1);
      yield `${JSON.stringify(line)}\n`;
    }
    yield `${JSON.stringify({ complete: true, counts: Object.fromEntries(counts) })}\n`;
  }
}
