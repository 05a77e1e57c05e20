import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { formatInstant } from '../../domain/time/instant.js';
import { ApiRefusal, type LocalApi } from '../app/local-api.js';
import { deliverLines, type LineAnswer, type LineCounts } from './deliver-lines.js';
import type { RecordSink } from './import-records.js';
import { takeTimeLines } from './take-time-lines.js';

const TOGETHER_MAX = 16;

/** @param erased whether the patient was erased, and is therefore skipped with all their records */
export type OnPatient = (patientId: string, erased: boolean) => void;

/** Puts records one by one through the API of a server. Calls `onPatient` for each patient. */
export function apiSink(api: LocalApi, onPatient: OnPatient): RecordSink {
  const put =
    (collection: string) =>
    (records: readonly { readonly id: string }[]): Promise<void> =>
      each(records, (record) => api.put(`/v1/${collection}/${record.id}`, record));
  return {
    practice: (practice) => api.put('/v1/practice', practice),
    staff: put('staff'),
    payers: put('payers'),
    patients: async (patients) => {
      const erased = new Set<string>();
      await each(patients, async ({ id, zones, ...patient }) => {
        const spans = zones.map(({ zone, from }) => ({
          zone,
          from: from === null ? null : formatInstant(from),
        }));
        await api.put(`/v1/patients/${id}`, { id, ...patient, zones: spans }).catch((error: unknown) => {
          if (!isErasure(error, id)) throw error;
          erased.add(id);
        });
        onPatient(id, erased.has(id));
      });
      return erased;
    },
    devices: put('devices'),
    assignments: (assignments) =>
      each(assignments, ({ deviceId, ...assignment }) =>
        api.post(`/v1/devices/${deviceId}/assignments`, assignment),
      ),
    enrollments: put('enrollments'),
  };
}

/** Putting a patient is refused with 409 and the patient's id only if the patient was erased. */
function isErasure(error: unknown, patientId: string): boolean {
  return error instanceof ApiRefusal && error.status === 409 && error.patientId === patientId;
}

async function each<T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < all.length; start += TOGETHER_MAX)
    await Promise.all(all.slice(start, start + TOGETHER_MAX).map(work));
}

export type Answered = (line: number, answer: LineAnswer) => void;

/** Streams a readings file. Each line is answered after its commit. */
export async function importReadingsOverApi(api: LocalApi, file: string, answered: Answered): Promise<void> {
  const answers = await api.stream('/v1/readings', createReadStream(file));
  for await (const text of createInterface({ input: answers, crlfDelay: Infinity })) {
    if (text === '') continue;
    const { line, ...answer } = JSON.parse(text) as LineAnswer & { readonly line: number };
    answered(line, answer);
  }
}

/** Sends a time file in batches. */
export function importTimeOverApi(api: LocalApi, file: string, answered: Answered): Promise<LineCounts> {
  return deliverLines(file, {
    answered,
    take: takeTimeLines((inputs) => api.post<LineAnswer[]>('/v1/time-entries', inputs.map(asImported))),
  });
}

function asImported(input: unknown): unknown {
  const isObject = typeof input === 'object' && input !== null && !Array.isArray(input);
  return isObject ? { ...input, source: 'import' } : input;
}
