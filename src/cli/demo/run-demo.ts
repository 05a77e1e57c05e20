import { writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { ChargeView, NotBilledView } from '../../domain/charges/explain/charge-view.js';
import { formatInstant } from '../../domain/time/instant.js';
import { localDate } from '../../domain/time/local-date.js';
import type { CloseReport } from '../../modules/billing/billing.options.js';
import { jobPrincipal } from '../../modules/caller/principal.js';
import type { ExportBatchAnswer } from '../../modules/claims/batches/export-batch.answer.js';
import type { RunningServer } from '../../start-server.js';
import { parsePractice, type PracticeRecords } from '../exchange/practice/practice-records.js';
import { importRecords } from '../import/import-records.js';
import { serviceSink } from '../import/service-sink.js';
import { noonOf } from '../run/close-over.js';
import {
  generateSamplePractice,
  SAMPLE_DEFAULTS,
  type SamplePractice,
} from '../sample/generate-sample-practice.js';
import { writeSamplePractice } from '../sample/write-sample-practice.js';
import { Progress } from '../terminal/progress.js';
import { chargeTable, codeTable, notBilledTable } from './charge-tables.js';
import type { DemoOutput } from './demo-output.js';
import { callerOf, type DemoCaller } from './demo-server.js';
import { postReadings, postTime, type AnswerCounts } from './post-readings.js';

/** Every period up to March 2026 has ended by then. Later ones are still open. */
const AS_OF = localDate('2026-04-05');

export interface DemoResult {
  readonly charges: readonly ChargeView[];
  readonly biller: DemoCaller;
  readonly practiceId: string;
}

/** Takes a sample practice from readings and minutes to charges.csv. Every step but importing the records uses HTTP. */
export class Demo {
  private readonly sample: SamplePractice = generateSamplePractice();
  private readonly records: PracticeRecords;
  private readonly practiceId: string;

  constructor(
    private readonly server: RunningServer,
    private readonly output: DemoOutput,
    private readonly print: (text: string) => void = say,
  ) {
    const parsed = parsePractice(this.sample.practice);
    if (!parsed.ok) throw new Error(`the sample practice is not valid: ${parsed.errors[0]?.path ?? ''}`);
    this.records = parsed.records;
    this.practiceId = parsed.records.practice.id;
  }

  async run(): Promise<DemoResult> {
    await writeSamplePractice(this.sample, this.output.input);
    const late = this.recordedLate();
    await this.importRecords(new Set(late.map(({ id }) => id)));
    const gateway = await this.caller('gateway-1', ['readings:write'], 'gateway-1');
    const biller = await this.caller('biller-1', [
      'records:read',
      'records:write',
      'readings:read',
      'time:write',
      'time:read',
      'billing:read',
      'billing:write',
    ]);
    await this.readings(gateway);
    await this.lateSwaps(biller, late);
    await this.time(biller);
    await this.close(biller);
    const charges = await biller.client.all<ChargeView>('/v1/charges');
    const notBilled = await biller.client.all<NotBilledView>('/v1/not-billed');
    await this.approveAndExport(biller, charges.length);
    await this.closeAgain(biller);
    this.print(`\nCharges\n${chargeTable(charges)}`);
    this.print(`\nNot charged, by reason\n${notBilledTable(notBilled)}`);
    this.print(`\nBy code\n${codeTable(charges)}`);
    return { charges, biller, practiceId: this.practiceId };
  }

  private caller(
    id: string,
    scopes: Parameters<typeof callerOf>[2]['scopes'],
    source?: string,
  ): Promise<DemoCaller> {
    return callerOf(this.server, this.practiceId, { id, scopes, ...(source !== undefined && { source }) });
  }

  /** Assignments that were recorded days after the device changed hands. */
  private recordedLate(): PracticeRecords['assignments'] {
    const late = new Set(
      this.sample.practice.patients.flatMap(({ patient, devices }) =>
        devices
          .filter(({ recordedOn, assignedFrom }) => recordedOn !== undefined && recordedOn > assignedFrom)
          .map((device) => `${device.id} ${patient.id}`),
      ),
    );
    return this.records.assignments.filter(({ deviceId, patientId }) => late.has(`${deviceId} ${patientId}`));
  }

  private async importRecords(heldBack: ReadonlySet<string>): Promise<void> {
    const progress = new Progress('records', 'patients', process.stdout);
    const assignments = this.records.assignments.filter(({ id }) => !heldBack.has(id));
    await importRecords(serviceSink(this.server.app, jobPrincipal(this.practiceId)), {
      ...this.records,
      assignments,
    });
    progress.add(this.records.patients.length);
    const { devices, enrollments, payers } = this.records;
    progress.finish(`${enrollments.length} enrollments, ${devices.length} devices, ${payers.length} payers`);
  }

  private async readings({ client }: DemoCaller): Promise<void> {
    const progress = new Progress('readings', 'posted', process.stdout);
    const counts = await postReadings(client, [...this.sample.readings], progress);
    progress.finish(summarized(counts));
    must(counts['accepted'] !== undefined, 'no reading was accepted');
  }

  private async lateSwaps({ client }: DemoCaller, late: PracticeRecords['assignments']): Promise<void> {
    const progress = new Progress('late swaps', 'recorded', process.stdout);
    for (const { deviceId, ...assignment } of late) {
      await client.post(`/v1/devices/${deviceId}/assignments`, assignment);
      progress.add(1);
    }
    progress.finish('their readings left the quarantine');
  }

  private async time({ client }: DemoCaller): Promise<void> {
    const progress = new Progress('minutes', 'posted', process.stdout);
    const counts = await postTime(client, [...this.sample.time], progress);
    progress.finish(summarized(counts));
    must(counts['accepted'] !== undefined, 'no time entry was accepted');
  }

  private async close({ client }: DemoCaller): Promise<void> {
    const progress = new Progress('closing', 'patients', process.stdout);
    const { counts } = await client.post<CloseReport>('/v1/closing-runs', this.closingRun(false));
    progress.add(counts.patients);
    progress.finish(`${counts.created} charges, ${counts.parkedSources} parked`);
    must(counts.failedPatients === 0, 'a patient could not be assessed');
    must(counts.created > 0, 'closing made no charge');
  }

  private async approveAndExport({ client }: DemoCaller, charges: number): Promise<void> {
    const progress = new Progress('approval', 'charges', process.stdout);
    for (let remaining = true; remaining;) {
      const answer = await client.post<{ items: unknown[]; remaining: boolean }>('/v1/charges/approve', {
        filter: { withReviewRequired: true },
        reason: 'Reviewed in the demo',
      });
      progress.add(answer.items.length);
      remaining = answer.remaining;
    }
    const batch = await client.post<ExportBatchAnswer>('/v1/export-batches', {});
    const { status, text } = await client.fetchText(`/v1/export-batches/${batch.number}/charges.csv`);
    must(status === 200 && batch.lines === charges, 'the export batch does not hold every charge');
    await writeFile(this.output.chargesCsv, text);
    const file = relative(process.cwd(), this.output.chargesCsv);
    progress.finish(`export batch ${batch.number}: ${batch.lines} lines in ${file}`);
  }

  /** Closing again finds nothing to change, because late data and reruns take the same path. */
  private async closeAgain({ client }: DemoCaller): Promise<void> {
    const progress = new Progress('closing again', 'patients', process.stdout);
    const { counts } = await client.post<CloseReport>('/v1/closing-runs', this.closingRun(true));
    progress.add(counts.patients);
    progress.finish(counts.written === 0 ? 'nothing to change' : `${counts.written} changes`);
    must(counts.written === 0, 'closing again would change something');
  }

  private closingRun(dryRun: boolean): object {
    return { asOf: formatInstant(noonOf(AS_OF, this.records.practice.zone)), graceDays: 0, dryRun };
  }
}

/** The demo's input, for its heading. */
export function sampleInWords(): string {
  const { patients, from, to, seed } = SAMPLE_DEFAULTS;
  return `${patients} patients, ${from} to ${to}, seed ${seed}`;
}

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function must(holds: boolean, message: string): void {
  if (!holds) throw new Error(message);
}

function summarized(counts: AnswerCounts): string {
  return Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([status, count]) => `${count.toLocaleString('en-US')} ${status}`)
    .join(', ');
}
