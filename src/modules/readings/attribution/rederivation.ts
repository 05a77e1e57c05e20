import { Injectable } from '@nestjs/common';
import { instant } from '../../../domain/time/instant.js';
import type { InstantCursor } from '../../../platform/http/answers/instant-cursor.js';
import { AuditService } from '../../audit/audit.service.js';
import { summaryOf } from '../../audit/chain/audit-content.js';
import type { Principal } from '../../caller/principal.js';
import { PatientsService } from '../../patients/patients.service.js';
import { CloseQueueService } from '../../restatement/close-queue.service.js';
import type { AssignmentsChange, DerivationListener } from '../../restatement/derivation-listener.js';
import { Derivations } from '../../restatement/derivations.js';
import { ReadingsRepository, type DerivedReading, type ReadingEdit } from '../readings.repository.js';
import { AttributionSources, type AttributionSnapshot } from './attribution-sources.js';
import { derivedFields, isDerivedAs } from './derived-fields.js';

const PAGE = 1000;
const ATTEMPTS_MAX = 20;

/** Updates the derived fields of stored readings (patient, service day, quarantine) after records change. */
@Injectable()
export class Rederivation implements DerivationListener {
  constructor(
    private readonly repository: ReadingsRepository,
    private readonly sources: AttributionSources,
    private readonly patients: PatientsService,
    private readonly closeQueue: CloseQueueService,
    private readonly audit: AuditService,
    derivations: Derivations,
  ) {
    derivations.register(this);
  }

  /**
   * Every reading of the device is either quarantined or attributed to a patient with a current or changed assignment of
   * it. So these readings are found through those patients, without an index by device.
   */
  async assignmentsChanged(principal: Principal, change: AssignmentsChange): Promise<void> {
    await this.sources.changed(principal);
    const assigned = await this.sources.patientsWith(principal, change.deviceId);
    for (const patientId of new Set([...change.patientIds, ...assigned]))
      await this.eachPage(principal, (cursor) =>
        this.repository.derivedOfAssigned(principal, patientId, change, { cursor, limit: PAGE }),
      );
    await this.eachPage(principal, (cursor) =>
      this.repository.derivedOfQuarantine(principal, change, { cursor, limit: PAGE }),
    );
  }

  async zonesChanged(principal: Principal, patientId: string): Promise<void> {
    await this.sources.changed(principal);
    await this.eachPage(principal, (cursor) =>
      this.repository.derivedOfPatient(principal, patientId, { cursor, limit: PAGE }),
    );
  }

  /** Rederives up to 1,000 stored readings by id. */
  async ofReadings(principal: Principal, ids: readonly string[]): Promise<void> {
    await this.update(principal, await this.repository.findDerived(principal, ids));
  }

  private async eachPage(
    principal: Principal,
    load: (cursor: InstantCursor | null) => Promise<readonly DerivedReading[]>,
  ): Promise<void> {
    let cursor: InstantCursor | null = null;
    for (;;) {
      const page: readonly DerivedReading[] = await load(cursor);
      await this.update(principal, page);
      const last = page.at(-1);
      if (page.length < PAGE || last === undefined) return;
      cursor = { at: instant(last.takenAt.getTime()), id: last.id };
    }
  }

  /**
   * Repeats until a check that started after the last write finds nothing to change. A change to the records after that
   * check starts its own rederivation, which sees what was written here.
   */
  private async update(principal: Principal, readings: readonly DerivedReading[]): Promise<void> {
    let current = readings;
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      if (current.length === 0) return;
      const snapshot = await this.sources.snapshot(principal, new Set(current.map((one) => one.deviceId)));
      const changing = current.filter((reading) => editOf(reading, snapshot).length > 0);
      const edits = (await this.unlessEvidence(principal, changing)).flatMap((reading) =>
        editOf(reading, snapshot),
      );
      if (edits.length === 0) return;
      await this.write(principal, current, edits);
      const ids = edits.map(({ id }) => id);
      current = await this.repository.findDerived(principal, ids);
    }
    throw new Error('the records of these readings change faster than the readings are rederived');
  }

  /** Leaves out readings that an erased patient had before the erasure. They are evidence of billed charges and do not move. */
  private async unlessEvidence(
    principal: Principal,
    readings: readonly DerivedReading[],
  ): Promise<DerivedReading[]> {
    const erased = await this.patients.erasedAmong(principal, patientIdsOf(readings));
    return readings.filter(({ patientId, ingestedAt }) => {
      const erasedAt = patientId === null ? undefined : erased.get(patientId);
      return erasedAt === undefined || ingestedAt.getTime() >= erasedAt;
    });
  }

  private async write(
    principal: Principal,
    before: readonly DerivedReading[],
    edits: readonly ReadingEdit[],
  ): Promise<void> {
    const ids = edits.map(({ id }) => id);
    const edited = new Set(ids);
    const patientsBefore = patientIdsOf(before.filter(({ id }) => edited.has(id)));
    const patientsAfter = patientIdsOf(edits.map(({ set }) => ({ patientId: set.patientId ?? null })));
    const patientIds = [...new Set([...patientsBefore, ...patientsAfter])];
    await Promise.all([
      this.audit.recorded(
        principal,
        {
          action: 'readings.rederive',
          entity: 'readings',
          ids,
          patientIds,
          before: { patients: summaryOf(patientsBefore) },
          after: { patients: summaryOf(patientsAfter) },
        },
        () => this.repository.edit(principal, edits),
      ),
      this.closeQueue.markMany(principal, patientIds),
    ]);
  }
}

function editOf(reading: DerivedReading, snapshot: AttributionSnapshot): ReadingEdit[] {
  if (reading.status === 'discarded') return [];
  const { deviceId, ambiguousUser } = reading;
  const takenAt = instant(reading.takenAt.getTime());
  const fields = derivedFields(snapshot.attribute({ deviceId, takenAt, ambiguousUser }));
  return isDerivedAs(reading, fields) ? [] : [{ id: reading.id, version: reading.version, set: fields }];
}

function patientIdsOf(readings: readonly { readonly patientId: string | null }[]): string[] {
  return [...new Set(readings.flatMap(({ patientId }) => patientId ?? []))].sort();
}
