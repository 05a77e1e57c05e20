import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { formatInstant } from '../../domain/time/instant.js';
import { ApiRefusal, type LocalApi } from '../app/local-api.js';
import type { PracticeRecords } from '../exchange/practice/practice-records.js';
import { timeLineInput } from '../exchange/time-line.js';
import { deliverLines, type LineAnswer, type LineCounts } from './deliver-lines.js';

const TOGETHER_MAX = 16;

/** @param erased whether the patient was erased, and so was left out with everything about them */
export type ToldPatient = (patientId: string, erased: boolean) => void;

/** Puts the records of a practice file; `told` is called with each patient. */
export async function importRecordsOverApi(
  api: LocalApi,
  records: PracticeRecords,
  told: ToldPatient,
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
    told(id, erased.has(id));
  });
  const isKept = ({ patientId }: { readonly patientId: string }) => !erased.has(patientId);
  await each(devices, put('devices'));
  await each(assignments.filter(isKept), ({ deviceId, ...assignment }) =>
    api.post(`/v1/devices/${deviceId}/assignments`, assignment),
  );
  await each(enrollments.filter(isKept), put('enrollments'));
}

/** An erased patient is not put again, and a patient's put is refused with their id for nothing else. */
function isErasure(error: unknown, patientId: string): boolean {
  return error instanceof ApiRefusal && error.status === 409 && error.patientId === patientId;
}

async function each<T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < all.length; start += TOGETHER_MAX)
    await Promise.all(all.slice(start, start + TOGETHER_MAX).map(work));
}

export type Answered = (line: number, answer: LineAnswer) => void;

/** Streams a readings file; each line is answered after the commit that holds it. */
export async function importReadingsOverApi(api: LocalApi, file: string, answered: Answered): Promise<void> {
  const answers = await api.stream('/v1/readings', createReadStream(file));
  for await (const text of createInterface({ input: answers, crlfDelay: Infinity })) {
    if (text === '') continue;
    const { line, ...answer } = JSON.parse(text) as LineAnswer & { readonly line: number };
    answered(line, answer);
  }
}

/** Sends a time file in batches; what is no JSON is refused here, in its place. */
export function importTimeOverApi(api: LocalApi, file: string, answered: Answered): Promise<LineCounts> {
  return deliverLines(file, {
    answered,
    take: async (texts) => {
      const parsed = texts.map(parsedLine);
      const inputs = parsed.filter((one) => one !== null);
      const taken =
        inputs.length === 0
          ? []
          : await api.post<LineAnswer[]>(
              '/v1/time-entries',
              inputs.map((one) => one.input),
            );
      const next = taken.values();
      return parsed.map((one) => (one === null ? NOT_JSON : (next.next().value as LineAnswer)));
    },
  });
}

const NOT_JSON: LineAnswer = { status: 'rejected', reason: 'not_json' };

function parsedLine(text: string): { readonly input: unknown } | null {
  try {
    const input = timeLineInput(JSON.parse(text));
    const isObject = typeof input === 'object' && input !== null && !Array.isArray(input);
    return { input: isObject ? { ...input, source: 'import' } : input };
  } catch {
    return null;
  }
}
