import { createHash } from 'node:crypto';
import { parkedView, type ParkedView } from '../../../domain/charges/explain/charge-view.js';
import { standingResult } from '../../../domain/charges/plan/standing-result.js';
import type { CloseCounts, CloseReport } from '../billing.options.js';
import type { ClosedPatient } from './patient-closer.js';

const LISTED_MAX = 1000;

/** Collects what a run did, batch by batch in the order of patients, without keeping all of it. */
export class CloseRun {
  private readonly hash = createHash('sha256');
  private readonly changes: CloseReport['changes'][number][] = [];
  private readonly parked: ParkedView[] = [];
  private readonly counts: CloseCounts = {
    patients: 0,
    failedPatients: 0,
    sources: 0,
    openSources: 0,
    parkedSources: 0,
    written: 0,
    created: 0,
    updated: 0,
    withdrawn: 0,
    adjustmentsProposed: 0,
  };

  add(batch: readonly ClosedPatient[]): void {
    for (const patient of [...batch].sort((a, b) => (a.patientId < b.patientId ? -1 : 1))) this.one(patient);
  }

  report(): CloseReport {
    return {
      counts: { ...this.counts },
      changes: this.changes,
      parked: this.parked,
      digest: this.hash.copy().digest('hex'),
    };
  }

  private one({ patientId, plans, openSources, failed }: ClosedPatient): void {
    const { counts } = this;
    counts.patients++;
    counts.openSources += openSources;
    if (failed) counts.failedPatients++;
    const lines: string[] = [];
    for (const { source, outcome, changes } of plans) {
      if (source.state !== 'superseded') counts.sources++;
      if (outcome !== 'kept') counts.written++;
      const parked = parkedView(source);
      if (parked) {
        counts.parkedSources++;
        if (this.parked.length < LISTED_MAX) this.parked.push(parked);
      }
      for (const change of changes) {
        if (change.change === 'created') counts.created++;
        if (change.change === 'updated') counts.updated++;
        if (change.change === 'withdrawn') counts.withdrawn++;
        if (change.change === 'adjustment_proposed') counts.adjustmentsProposed++;
        if (this.changes.length < LISTED_MAX) this.changes.push({ patientId, ...change });
      }
      const line = standingResult(source);
      if (line !== null) lines.push(line);
    }
    for (const line of lines.sort()) this.hash.update(`${line}\n`);
  }
}
