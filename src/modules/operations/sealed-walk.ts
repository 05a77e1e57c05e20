import { Inject, Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Collection, Connection } from 'mongoose';
import type { Logger } from 'pino';
import { FieldCipher } from '../../platform/crypto/field-cipher.js';
import { sealedFieldsOf, sealedValuesOf, type SealedFields } from '../../platform/crypto/sealed-fields.js';
import { LOGGER } from '../../platform/logging/logging.module.js';
import type { WalkAnswer, WalkPosition } from './sealed-walk.answer.js';

const TRIES_MAX = 5;

interface SealedCollection {
  readonly name: string;
  readonly collection: Collection;
  readonly fields: SealedFields;
}

type Doc = { readonly _id: string } & Record<string, unknown>;

interface Tally {
  readonly values: Record<string, Record<string, number>>;
  rewritten: number;
  unreadable: number;
}

/** Visits every encrypted value in the store, one page at a time, by collection, practice and document id. */
@Injectable()
export class SealedWalk {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly cipher: FieldCipher,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @param options.rewrite whether to reencrypt values that are not under the current key */
  async page(
    from: WalkPosition | null,
    options: { readonly limit: number; readonly rewrite: boolean },
  ): Promise<WalkAnswer> {
    const tally: Tally = { values: {}, rewritten: 0, unreadable: 0 };
    const position = from ?? (await this.firstFrom(0));
    const target = position && this.collections().find(({ name }) => name === position.collection);
    if (!position || !target) return { next: null, documents: 0, ...tally };
    const docs = await this.read(target, position, options.limit);
    await this.walk(target, position.practiceId, { docs, tally, rewrite: options.rewrite });
    const last = docs.at(-1);
    const next =
      last !== undefined && docs.length === options.limit
        ? { ...position, after: last._id }
        : await this.practiceAfter(target, position);
    return { next, documents: docs.length, ...tally };
  }

  private collections(): SealedCollection[] {
    return Object.values(this.connection.models)
      .map(({ schema, collection }) => ({
        name: collection.name,
        collection,
        fields: sealedFieldsOf(schema),
      }))
      .filter(({ fields }) => Object.keys(fields).length > 0)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  private async practiceAfter(
    target: SealedCollection,
    { practiceId }: WalkPosition,
  ): Promise<WalkPosition | null> {
    const following = (await practicesOf(target)).find((id) => id > practiceId);
    if (following !== undefined) return { collection: target.name, practiceId: following, after: null };
    return this.firstFrom(this.collections().findIndex(({ name }) => name === target.name) + 1);
  }

  private async firstFrom(index: number): Promise<WalkPosition | null> {
    for (const target of this.collections().slice(index)) {
      const [practiceId] = await practicesOf(target);
      if (practiceId !== undefined) return { collection: target.name, practiceId, after: null };
    }
    return null;
  }

  private async read(
    { collection, fields }: SealedCollection,
    { practiceId, after }: WalkPosition,
    limit: number,
  ): Promise<Doc[]> {
    const range = { $gt: after ?? `${practiceId}:`, $lt: `${practiceId};` };
    const cursor = collection.find({ practiceId, _id: range } as never, { projection: projectionOf(fields) });
    return (await cursor.sort({ _id: 1 }).limit(limit).toArray()) as unknown as Doc[];
  }

  private async walk(
    target: SealedCollection,
    practiceId: string,
    {
      docs,
      tally,
      rewrite,
    }: { readonly docs: readonly Doc[]; readonly tally: Tally; readonly rewrite: boolean },
  ): Promise<void> {
    let left = docs;
    for (let tries = 0; rewrite && tries < TRIES_MAX; tries += 1) {
      const operations = left.flatMap((doc) => this.rewriting(target, practiceId, doc) ?? []);
      if (operations.length === 0) break;
      const { matchedCount } = await target.collection.bulkWrite(operations as never, { ordered: false });
      tally.rewritten += matchedCount;
      // Another writer may have changed a document in between, so read the documents again.
      left = await this.readAgain(target, practiceId, docs);
    }
    for (const doc of left) this.count(target, doc, tally);
  }

  private async readAgain(
    { collection, fields }: SealedCollection,
    practiceId: string,
    docs: readonly Doc[],
  ): Promise<Doc[]> {
    const filter = { practiceId, _id: { $in: docs.map(({ _id }) => _id) } };
    const found = collection.find(filter as never, { projection: projectionOf(fields) });
    return (await found.toArray()) as unknown as Doc[];
  }

  /** The filter contains the old values, so a concurrent change is not overwritten. Null when all values are current. */
  private rewriting({ fields }: SealedCollection, practiceId: string, doc: Doc): object | null {
    const before: Record<string, string> = {};
    const after: Record<string, string> = {};
    for (const { at, field, value } of sealedValuesOf(doc, fields)) {
      if (!this.cipher.isStale(value)) continue;
      const plain = this.opened(value, field);
      if (plain === null) continue;
      before[at] = value;
      after[at] = this.cipher.encrypt(plain, field);
    }
    if (Object.keys(after).length === 0) return null;
    return { updateOne: { filter: { _id: doc._id, practiceId, ...before }, update: { $set: after } } };
  }

  private count({ name, fields }: SealedCollection, doc: Doc, tally: Tally): void {
    for (const { field, value } of sealedValuesOf(doc, fields)) {
      const keyId = this.cipher.keyIdOf(value);
      if (keyId === null || this.opened(value, field) === null) {
        tally.unreadable += 1;
        this.logger.error({ collection: name, field }, 'an encrypted value cannot be read');
        continue;
      }
      const byKey = (tally.values[field] ??= {});
      byKey[keyId] = (byKey[keyId] ?? 0) + 1;
    }
  }

  private opened(value: string, field: string): string | null {
    try {
      return this.cipher.decrypt(value, field);
    } catch {
      return null;
    }
  }
}

async function practicesOf({ collection }: SealedCollection): Promise<string[]> {
  return ((await collection.distinct('practiceId', {})) as string[]).sort();
}

/** Reads only the top-level fields that hold encrypted values. */
function projectionOf(fields: SealedFields): Record<string, 1> {
  return Object.fromEntries(Object.keys(fields).map((path) => [path.split(/[.[]/)[0] ?? path, 1]));
}
