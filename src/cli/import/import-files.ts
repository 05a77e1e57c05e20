import { basename } from 'node:path';
import type { LocalApi } from '../app/local-api.js';
import { withLocalApi } from '../app/with-local-api.js';
import { CliError } from '../cli-error.js';
import type { PracticeRecords } from '../exchange/practice/practice-records.js';
import { Progress } from '../terminal/progress.js';
import type { LineAnswer } from './deliver-lines.js';
import { apiSink, importReadingsOverApi, importTimeOverApi, type Answered } from './import-over-api.js';
import { importRecords } from './import-records.js';
import { readPractice } from './read-practice.js';

export interface ImportFiles {
  readonly practice: string;
  readonly readings: string | null;
  readonly time: string | null;
}

/** Imports a practice file and its evidence. Prints the lines and patients that were not accepted to standard output. */
export async function importFiles(files: ImportFiles): Promise<void> {
  const records = await readPractice(files.practice);
  await withLocalApi(records.practice.id, (api) => importAll(api, records, files));
}

async function importAll(
  api: LocalApi,
  records: PracticeRecords,
  { readings, time }: Pick<ImportFiles, 'readings' | 'time'>,
): Promise<void> {
  const progress = new Progress('records', 'patients');
  const sink = apiSink(api, (patientId, erased) => {
    progress.add(1);
    if (erased)
      process.stdout.write(`${JSON.stringify({ patientId, status: 'rejected', reason: 'erased' })}\n`);
  });
  await importRecords(sink, records);
  progress.finish();
  if (readings !== null)
    await importEvidence(readings, 'readings', (answered) => importReadingsOverApi(api, readings, answered));
  if (time !== null) await importEvidence(time, 'time', (answered) => importTimeOverApi(api, time, answered));
}

async function importEvidence(
  file: string,
  label: string,
  deliver: (answered: Answered) => Promise<unknown>,
): Promise<void> {
  const progress = new Progress(label, 'lines');
  const counts = new Map<LineAnswer['status'], number>();
  try {
    await deliver((line, { status, reason }) => {
      progress.add(1);
      counts.set(status, (counts.get(status) ?? 0) + 1);
      if (status === 'accepted' || status === 'duplicate') return;
      process.stdout.write(`${JSON.stringify({ file: basename(file), line, status, reason })}\n`);
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES') throw new CliError(`${file} cannot be read (${code})`);
    throw error;
  }
  progress.finish([...counts].map(([status, count]) => `${count} ${status}`).join(', '));
}
