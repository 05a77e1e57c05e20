import { Injectable } from '@nestjs/common';
import type { RecordNotes } from '../../domain/charges/frozen-records.js';
import type { MonitoringFacts } from '../../domain/facts/monitoring-facts.js';
import type { Principal } from '../identity/principal.js';

/** The facts of one patient, and what stands beside them in the enrollments' records. */
export interface PatientBundle {
  readonly facts: MonitoringFacts;
  /** By enrollment. */
  readonly notes: ReadonlyMap<string, RecordNotes>;
}

/** The one read across features: everything that decides the charges of some patients, one query a collection. */
@Injectable()
export class FactsLoader {
  async load(
    _principal: Principal,
    _patientIds: readonly string[],
  ): Promise<ReadonlyMap<string, PatientBundle>> {
    throw new Error('the enrollments and readings modules are being written');
  }
}
