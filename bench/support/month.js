import { ReadingsService } from '../../dist/modules/readings/readings.service.js';
import { TimeEntriesService } from '../../dist/modules/time-tracking/entries/time-entries.service.js';
import { chunks, monthOfEntries, monthOfReadings } from './evidence.js';
import { putPractice } from './practice.js';

const MONTH_FROM = '2026-01-01';
/** A time after the month, its first windows and the grace days. */
export const MONTH_OVER = '2026-02-05T18:00:00Z';

/** Stores 60 readings and 12 time entries per patient in January 2026, through the services. */
export async function fillMonth(app, patients) {
  const principal = await putPractice(app, { patients, from: MONTH_FROM });
  const readings = app.get(ReadingsService);
  const given = { readings: 0, timeEntries: 0 };
  for (const chunk of chunks(monthOfReadings({ patients, from: MONTH_FROM, days: 30, perDay: 2 }), 1000)) {
    accepted(await readings.ingest(principal, chunk));
    given.readings += chunk.length;
  }
  const entries = app.get(TimeEntriesService);
  for (const chunk of chunks(monthOfEntries({ patients, from: MONTH_FROM, perPatient: 12 }), 1000)) {
    accepted(await entries.record(principal, chunk, { source: 'import' }));
    given.timeEntries += chunk.length;
  }
  return { principal, given };
}

function accepted(answers) {
  const other = answers.find(({ status }) => status !== 'accepted');
  if (other !== undefined) throw new Error(`not accepted: ${JSON.stringify(other)}`);
}
