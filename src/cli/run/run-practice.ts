import { access, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { parseInstant, type Instant } from '../../domain/time/instant.js';
import { addDays, type LocalDate } from '../../domain/time/local-date.js';
import { localDateAt, startOfDay } from '../../domain/time/zone.js';
import { BillingService } from '../../modules/billing/charges/billing.service.js';
import { jobPrincipal, type Principal } from '../../modules/caller/principal.js';
import { ReadingsService } from '../../modules/readings/readings.service.js';
import type { ReleaseContent } from '../../modules/rulebook-releases/rulebook-release.input.js';
import { RulebookReleasesService } from '../../modules/rulebook-releases/rulebook-releases.service.js';
import { TimeEntriesService } from '../../modules/time-tracking/entries/time-entries.service.js';
import { SystemClock } from '../../platform/clock/clock.js';
import { FixedClock } from '../app/fixed-clock.js';
import { openThrowAwayApp } from '../app/open-app.js';
import { CliError } from '../cli-error.js';
import type { PracticeRecords } from '../exchange/practice/practice-records.js';
import { deliverLines, type LineCounts, type LineSink } from '../import/deliver-lines.js';
import { importRecords } from '../import/import-records.js';
import { readPractice } from '../import/read-practice.js';
import { serviceSink } from '../import/service-sink.js';
import { readReleases } from '../rulebook/read-cms-files.js';
import { Progress } from '../terminal/progress.js';
import { closeOver } from './close-over.js';
import { takeReadings, takeTime } from './evidence-sinks.js';
import { LineFile } from './line-file.js';
import { ResultWriter, type ResultFiles } from './result-writer.js';

export interface RunFiles {
  readonly practice: string;
  readonly readings: string;
  readonly time: string;
  /** null: today in the practice's zone. */
  readonly asOf: LocalDate | null;
  readonly out: string;
  /** CMS's own files, used as if the practice had loaded them. */
  readonly cmsFiles: readonly string[];
}

export interface RunSummary {
  readonly asOf: LocalDate;
  readonly charges: number;
  readonly notBilled: number;
  readonly rejected: number;
  readonly quarantined: number;
  /** Patients who could not be assessed because of an internal error. The log says where. */
  readonly failedPatients: number;
}

/** The exit status of a command that was interrupted. */
const INTERRUPTED = 130;
/** The clock of a run. It is later than anything in the files, so no record is in the future; `asOf` decides what counts. */
const AFTER_EVERYTHING = '2199-12-31T23:59:59Z';

/** Computes charges from files, with the services of the server and a store that is deleted afterward. */
export async function runFiles(files: RunFiles): Promise<RunSummary> {
  await Promise.all([files.readings, files.time].map(checkReadable));
  const records = await readPractice(files.practice);
  const releases = await readReleases(files.cmsFiles);
  await mkdir(files.out, { recursive: true });
  const { zone } = records.practice;
  const asOf = files.asOf ?? localDateAt(new SystemClock().now(), zone);
  const app = await openThrowAwayApp(new FixedClock(parseInstant(AFTER_EVERYTHING) as Instant));
  const run = new Run(app, records, { files, asOf, releases });
  const interrupted = () =>
    void Promise.allSettled([run.discard(), app.close()]).then(() => process.exit(INTERRUPTED));
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    return await run.all();
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    await app.close();
  }
}

async function checkReadable(file: string): Promise<void> {
  try {
    await access(file);
  } catch (error) {
    throw new CliError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
  }
}

class Run {
  private readonly principal: Principal;
  private readonly outputs: LineFile[] = [];
  private readonly rejected: LineFile;
  private readonly quarantined: LineFile;

  constructor(
    private readonly app: INestApplicationContext,
    private readonly records: PracticeRecords,
    private readonly frame: {
      readonly files: RunFiles;
      readonly asOf: LocalDate;
      readonly releases: readonly ReleaseContent[];
    },
  ) {
    this.principal = jobPrincipal(records.practice.id);
    this.rejected = this.output('rejected.ndjson');
    this.quarantined = this.output('quarantined.ndjson');
  }

  async all(): Promise<RunSummary> {
    try {
      return await this.steps();
    } catch (error) {
      await this.discard();
      throw error;
    }
  }

  /** Deletes the outputs: a partial result must not look like a complete one. */
  async discard(): Promise<void> {
    for (const output of this.outputs) await output.discard();
  }

  private async steps(): Promise<RunSummary> {
    const { app, principal, frame } = this;
    await this.importRecords();
    const asOfEnd = startOfDay(addDays(frame.asOf, 1), this.records.practice.zone);
    const evidence = { principal, asOfEnd };
    await this.deliver(frame.files.readings, 'readings', takeReadings(app.get(ReadingsService), evidence));
    await this.deliver(frame.files.time, 'time', takeTime(app.get(TimeEntriesService), evidence));
    const failedPatients = await this.close();
    const files = await this.write();
    for (const output of this.outputs) await output.finish();
    return {
      asOf: frame.asOf,
      charges: files.charges.lines,
      notBilled: files.notBilled.lines,
      rejected: this.rejected.lines,
      quarantined: this.quarantined.lines,
      failedPatients,
    };
  }

  private async importRecords(): Promise<void> {
    const progress = new Progress('records', 'patients');
    await importRecords(serviceSink(this.app, this.principal), this.records);
    const loader = this.app.get(RulebookReleasesService);
    for (const release of this.frame.releases) await loader.put(this.principal, release);
    progress.add(this.records.patients.length);
    progress.finish();
  }

  private async deliver(file: string, label: string, take: LineSink['take']): Promise<void> {
    const progress = new Progress(label, 'lines');
    const name = basename(file);
    const counts = await deliverLines(file, {
      take,
      answered: async (line, { status, reason }) => {
        progress.add(1);
        if (status === 'quarantined') await this.quarantined.writeJson({ file: name, line, reason });
        if (status === 'rejected') await this.rejected.writeJson({ file: name, line, reason });
        if (status === 'conflict') await this.rejected.writeJson({ file: name, line, reason: 'conflict' });
      },
    });
    progress.finish(summarized(counts));
  }

  private async close(): Promise<number> {
    const progress = new Progress('closing', 'patients');
    const { failedPatients, created } = await closeOver(this.app.get(BillingService), this.principal, {
      patients: this.records.patients,
      asOf: this.frame.asOf,
      onBatch: (patients) => progress.add(patients),
    });
    progress.finish(`${created} charges`);
    return failedPatients;
  }

  private async write(): Promise<ResultFiles> {
    const files = {
      charges: this.output('charges.ndjson'),
      notBilled: this.output('not-billed.ndjson'),
      csv: this.output('charges.csv'),
    };
    await new ResultWriter(this.app, this.principal, files).writeAll();
    return files;
  }

  private output(name: string): LineFile {
    const file = new LineFile(join(this.frame.files.out, name));
    this.outputs.push(file);
    return file;
  }
}

function summarized(counts: LineCounts): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([status, count]) => `${count} ${status}`)
    .join(', ');
}
