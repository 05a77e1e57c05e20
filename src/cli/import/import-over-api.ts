import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { formatInstant } from '../../domain/time/instant.js';
import { ApiRefusal, type LocalApi } from '../app/local-api.js';
import type { PracticeRecords } from '../exchange/practice/practice-records.js';
import { deliverLines, type LineAnswer, type LineCounts } from './deliver-lines.js';
import { takeTimeLines } from './take-time-lines.js';

const TOGETHER_MAX = 16;

/** @param erased whether the patient was erased, and is therefore skipped with all their records */
export type OnPatient = (patientId: string, erased: boolean) => void;

/** Puts the records of a practice file. Calls `onPatient` for each patient. */
export async function importRecordsOverApi(
  api: LocalApi,
  records: PracticeRecords,
  onPatient: OnPatient,
): Promise<void> {
  const { practice, staff, payers, patients, devices, assignments, enrollments } = records;
  await api.put('/v1/practice', practice);
  const put = (collection: string) => (record: { readonly id: string }) =>
    api.put(`/v1/${collection}/${record.id}`, record);
  await each(staff, put('staff'));
  await each(payers, put('payers'));
  const erased = new Set<string>();
  await each(patients, async ({ zones, ...patient }) => {
    const spans = zones.map(({ zone, from }) => ({ zone, from: from === null ? null : formatInstant(from) }));
    const { id } = patient;
    await put('patients')({ ...patient, zones: spans } as { id: string }).catch((error: unknown) => {
      if (!isErasure(error, id)) throw error;
      erased.add(id);
    });
    onPatient(id, erased.has(id));
  });
  const isKept = ({ patientId }: { readonly patientId: string }) => !erased.has(patientId);
  await each(devices, put('devices'));
  await each(assignments.filter(isKept), ({ deviceId, ...assignment }) =>
    api.post(`/v1/devices/${deviceId}/assignments`, assignment),
  );
  await each(enrollments.filter(isKept), put('enrollments'));
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
