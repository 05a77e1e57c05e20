import { isDeepStrictEqual } from 'node:util';
import { invariant } from '../../domain/invariant.js';
import { ProblemError } from '../../platform/errors/problem-error.js';

/** A record that is always put as a whole. `version` counts its changes, starting at 1. */
export interface Versioned {
  readonly id: string;
  readonly version: number;
}

/** A change about to be written. It is valid only while the stored version is that of `before`. */
export interface VersionedChange<R extends Versioned> {
  readonly before: R | null;
  readonly after: R;
}

/** `unchanged`: the stored record was already the same, so nothing was written. */
export interface Saved<R extends Versioned> {
  readonly outcome: 'created' | 'updated' | 'unchanged';
  readonly record: R;
  /** The record before the change; null for a new record. */
  readonly before: R | null;
}

export interface VersionConflict {
  readonly outcome: 'version_conflict';
  /** The stored version; 0 when there is no such record. */
  readonly version: number;
}

export interface RecordStore<I extends { readonly id: string }, R extends I & Versioned> {
  find(ids: readonly string[]): Promise<R[]>;
  /** The record to store, including the fields that only the server writes. */
  merge(before: R | null, input: I, version: number): R;
  /** Starts the write, its audit entry and its marks in one tick. False when another writer changed one of the records first. */
  write(changes: readonly VersionedChange<R>[]): Promise<boolean>;
}

const ATTEMPTS_MAX = 8;

/**
 * Puts whole records. Each one is written only over the version it was compared with. When another writer was faster, the
 * record is compared and written again.
 * @throws ProblemError 400 when an id appears twice in the batch
 */
export async function saveRecords<I extends { readonly id: string }, R extends I & Versioned>(
  store: RecordStore<I, R>,
  inputs: readonly I[],
): Promise<Saved<R>[]> {
  refuseRepeatedIds(inputs);
  const answers = new Map<string, Saved<R>>();
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const stored = new Map(
      (await store.find(inputs.map(({ id }) => id))).map((record) => [record.id, record]),
    );
    const changes = collectChanges(store, inputs, stored);
    for (const { id } of inputs) {
      const record = stored.get(id);
      if (record && !answers.has(id)) answers.set(id, { outcome: 'unchanged', record, before: record });
    }
    for (const { before, after } of changes) {
      answers.set(after.id, { outcome: before ? 'updated' : 'created', record: after, before });
    }
    if (changes.length === 0 || (await store.write(changes)))
      return inputs.map(({ id }) => {
        const answer = answers.get(id);
        invariant(answer, 'every record of a batch has an answer');
        return answer;
      });
  }
  throw new ProblemError(409, 'Other writers keep changing the record. Try again.');
}

/** Like {@link saveRecords} for one record, whose stored version must be `ifVersion` (0: it must not exist yet; null: any). */
export async function saveRecord<I extends { readonly id: string }, R extends I & Versioned>(
  store: RecordStore<I, R>,
  input: I,
  ifVersion: number | null,
): Promise<Saved<R> | VersionConflict> {
  if (ifVersion === null) {
    const [saved] = await saveRecords(store, [input]);
    invariant(saved, 'one record gets one answer');
    return saved;
  }
  for (let attempt = 0; attempt < 2; attempt++) {
    const [before = null] = await store.find([input.id]);
    const version = before?.version ?? 0;
    if (version !== ifVersion) return { outcome: 'version_conflict', version };
    const [change] = collectChanges(store, [input], new Map(before ? [[before.id, before]] : []));
    if (!change) {
      invariant(before, 'only a stored record can be unchanged');
      return { outcome: 'unchanged', record: before, before };
    }
    if (await store.write([change]))
      return { outcome: before ? 'updated' : 'created', record: change.after, before };
  }
  throw new ProblemError(409, 'Other writers are changing the record. Read it again.');
}

function collectChanges<I extends { readonly id: string }, R extends I & Versioned>(
  store: RecordStore<I, R>,
  inputs: readonly I[],
  stored: ReadonlyMap<string, R>,
): VersionedChange<R>[] {
  const changes: VersionedChange<R>[] = [];
  for (const input of inputs) {
    const before = stored.get(input.id) ?? null;
    if (before && isDeepStrictEqual(store.merge(before, input, before.version), before)) continue;
    changes.push({ before, after: store.merge(before, input, (before?.version ?? 0) + 1) });
  }
  return changes;
}

function refuseRepeatedIds(inputs: readonly { readonly id: string }[]): void {
  const seen = new Set<string>();
  inputs.forEach(({ id }, index) => {
    if (seen.has(id))
      throw new ProblemError(400, 'An id appears twice in the batch.', [
        { path: `[${index}].id`, message: 'appears earlier in the same batch' },
      ]);
    seen.add(id);
  });
}
