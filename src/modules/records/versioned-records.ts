import { isDeepStrictEqual } from 'node:util';
import { invariant } from '../../domain/invariant.js';
import { ProblemError } from '../../platform/errors/problem-error.js';

/** A record that is edited as a whole; `version` counts its changes from 1. */
export interface Versioned {
  readonly id: string;
  readonly version: number;
}

/** A change about to be written: it holds only while the stored version is still that of `before`. */
export interface VersionedChange<R extends Versioned> {
  readonly before: R | null;
  readonly after: R;
}

/** `unchanged`: the record already said so, and nothing was written. */
export interface Saved<R extends Versioned> {
  readonly outcome: 'created' | 'updated' | 'unchanged';
  readonly record: R;
  /** What stood before; null for a new record. */
  readonly before: R | null;
}

export interface VersionConflict {
  readonly outcome: 'version_conflict';
  /** The version that stands; 0: no such record. */
  readonly version: number;
}

export interface RecordStore<I extends { readonly id: string }, R extends I & Versioned> {
  find(ids: readonly string[]): Promise<R[]>;
  /** The record to store, with what the server itself keeps in it. */
  merge(before: R | null, input: I, version: number): R;
  /** Writes with audit entry and marks in one tick; false when another writer came first for one of them. */
  write(changes: readonly VersionedChange<R>[]): Promise<boolean>;
}

const ATTEMPTS_MAX = 8;

/**
 * Puts whole records. Each is written only over the version it was compared with; one that lost against
 * another writer is compared and written again.
 * @throws ProblemError 400 when an id stands twice in one batch
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
        invariant(answer, 'every record of a batch is answered');
        return answer;
      });
  }
  throw new ProblemError(409, 'The record is being changed by others again and again; try once more.');
}

/** As {@link saveRecords} for one record that must still stand at `ifVersion` (0: must not exist yet). */
export async function saveRecord<I extends { readonly id: string }, R extends I & Versioned>(
  store: RecordStore<I, R>,
  input: I,
  ifVersion: number | null,
): Promise<Saved<R> | VersionConflict> {
  if (ifVersion === null) {
    const [saved] = await saveRecords(store, [input]);
    invariant(saved, 'one record in, one answer out');
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
  throw new ProblemError(409, 'The record is being changed by others; read it again.');
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
      throw new ProblemError(400, 'An id stands twice in one batch.', [
        { path: `[${index}].id`, message: 'stands earlier in the same batch' },
      ]);
    seen.add(id);
  });
}
