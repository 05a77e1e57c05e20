import type { PracticeRecords } from '../exchange/practice/practice-records.js';

/** Where imported records go: the services of this process, or a running server's API. Puts one kind of record a call. */
export type RecordSink = {
  readonly [Kind in Exclude<keyof PracticeRecords, 'patients'>]: (
    records: PracticeRecords[Kind],
  ) => Promise<unknown>;
} & {
  /** @returns the patients that are erased; the import skips their other records */
  patients(records: PracticeRecords['patients']): Promise<ReadonlySet<string>>;
};

/** Puts the records of a practice file, each after the records it refers to. Unchanged records stay as they are. */
export async function importRecords(sink: RecordSink, records: PracticeRecords): Promise<void> {
  await sink.practice(records.practice);
  await sink.staff(records.staff);
  await sink.payers(records.payers);
  const erased = await sink.patients(records.patients);
  const isKept = ({ patientId }: { readonly patientId: string }) => !erased.has(patientId);
  await sink.devices(records.devices);
  await sink.assignments(records.assignments.filter(isKept));
  await sink.enrollments(records.enrollments.filter(isKept));
}
