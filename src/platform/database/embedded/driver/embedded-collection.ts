import { decodeDocument } from '../documents/document-codec.js';
import type { Document } from '../documents/document.js';
import { NotSupported } from '../documents/not-supported.js';
import { askSql } from '../query/ask-sql.js';
import { distinctValues } from '../query/distinct-values.js';
import { findAll } from '../query/find-all.js';
import { refuseOptions, type Options } from '../query/operation-options.js';
import { parseFilter } from '../query/parse-filter.js';
import { countDocuments, eachDocument, findDocuments, type SqlQuestion } from '../query/read-collection.js';
import { readFilter } from '../query/read-request.js';
import type { Inserts, WriteOptions } from '../store/insert-rows.js';
import { parseIndexSpec } from '../tables/index-spec.js';
import { duplicateKeyError, type DuplicateKey } from '../tables/server-error.js';
import type { PreparedInsert, StoredCollection } from '../tables/stored-collection.js';
import type { BulkResult } from '../write/bulk-classes.js';
import { bulkInsert, readBulkWrite, type BulkWrite } from '../write/bulk-write.js';
import { readModification } from '../write/read-modification.js';
import { withId } from '../write/with-id.js';
import { runDelete, runUpdate, type UpdateOutcome, type UpdateRequest } from '../write/write-operations.js';
import { EmbeddedCursor } from './embedded-cursor.js';
import type { EmbeddedEngine } from './embedded-engine.js';
import { updateResult } from './update-result.js';

/** The driver's `Collection` over the embedded engine. Every method that it lacks throws `NotSupported`. */
export class EmbeddedCollection {
  constructor(
    readonly engine: EmbeddedEngine,
    readonly collectionName: string,
  ) {}

  #stored(): StoredCollection {
    return this.engine.collection(this.collectionName);
  }

  #prepare(document: unknown): PreparedInsert {
    if (typeof document !== 'object' || document === null) throw new NotSupported('this form of document');
    return this.#stored().prepareInsert(withId(document as Document));
  }

  #write<T>(run: (collection: StoredCollection) => T, options?: WriteOptions<T>): Promise<T> {
    return this.engine.queue.write(() => run(this.#stored()), options);
  }

  #inserts<T>(
    prepareds: readonly PreparedInsert[],
    settle: (duplicates: readonly (DuplicateKey | null)[]) => T,
  ): Inserts<T> {
    return {
      rows: () => {
        const collection = this.#stored();
        const rows = prepareds.map((prepared) => collection.rowOf(prepared));
        return rows.every((row) => row !== null) ? rows : null;
      },
      settle: (isInserted) => {
        const collection = this.#stored();
        return settle(
          prepareds.map((prepared, row) => (isInserted[row] ? null : collection.conflictOf(prepared))),
        );
      },
    };
  }

  async insertOne(document: unknown, options?: Options): Promise<Document> {
    refuseOptions(options, 'insert');
    const prepared = this.#prepare(document);
    const settle = ([duplicate = null]: readonly (DuplicateKey | null)[]) => {
      if (duplicate !== null) throw duplicateKeyError(duplicate);
      return { acknowledged: true, insertedId: prepared.document['_id'] };
    };
    return this.#write((collection) => settle([collection.insert(prepared)]), {
      inserts: this.#inserts([prepared], settle),
      isBackground: isBackground(options),
    });
  }

  async insertMany(documents: readonly unknown[], options?: Options): Promise<Document> {
    refuseOptions(options, 'insert');
    if (documents.length === 0) throw new NotSupported('an empty batch');
    const prepareds = documents.map((document) => this.#prepare(document));
    const { insertedCount, insertedIds } = await this.#runBulk(
      bulkInsert(prepareds, isOrdered(options)),
      options,
    );
    return { acknowledged: true, insertedCount, insertedIds };
  }

  async bulkWrite(models: readonly Document[], options?: Options): Promise<BulkResult> {
    refuseOptions(options, 'bulkWrite');
    if (models.length === 0) throw new NotSupported('an empty batch');
    const bulk = readBulkWrite(models, isOrdered(options), (document) => this.#prepare(document));
    return this.#runBulk(bulk, options);
  }

  #runBulk(bulk: BulkWrite, options: Options): Promise<BulkResult> {
    return this.#write((collection) => bulk.run(collection), {
      inserts: bulk.inserts && this.#inserts(bulk.inserts, (duplicates) => bulk.settle(duplicates)),
      isBackground: isBackground(options),
    });
  }

  find(filter?: unknown, options?: Options): EmbeddedCursor {
    return new EmbeddedCursor({ ...options }, (given) => ({
      all: () => findAll(this.engine, () => this.#ask(filter, given), Number(given['batchSize'] ?? 0)),
      open: () => {
        const asked = this.#ask(filter, given);
        const reader = this.engine.borrowReader();
        return { documents: eachDocument(reader, asked), close: () => this.engine.returnReader(reader) };
      },
    }));
  }

  #ask(filter: unknown, options: Options): SqlQuestion | null {
    return askSql(this.#stored().shape, filter, options);
  }

  async findOne(filter?: unknown, options?: Options): Promise<Document | null> {
    return findDocuments(this.engine.statements, this.#ask(filter, { ...options, limit: 1 }))[0] ?? null;
  }

  async countDocuments(filter?: unknown, options?: Options): Promise<number> {
    refuseOptions(options, 'other');
    const source = { statements: this.engine.statements, shape: this.#stored().shape };
    return countDocuments(source, readFilter(filter));
  }

  async distinct(field: string, filter?: unknown, options?: Options): Promise<unknown[]> {
    refuseOptions(options, 'other');
    return distinctValues(eachDocument(this.engine.statements, this.#ask(filter, {})), field);
  }

  async #update(
    filter: unknown,
    options: Options,
    change: Pick<UpdateRequest, 'modification' | 'isMany'>,
  ): Promise<UpdateOutcome> {
    const request = { filter: readFilter(filter), isUpsert: options?.['upsert'] === true, ...change };
    parseFilter(request.filter);
    return this.#write((collection) => runUpdate(collection, request));
  }

  async updateOne(filter: unknown, update: unknown, options?: Options): Promise<Document> {
    refuseOptions(options, 'update');
    const modification = readModification(false, update);
    return updateResult(await this.#update(filter, options, { modification, isMany: false }));
  }

  async updateMany(filter: unknown, update: unknown, options?: Options): Promise<Document> {
    refuseOptions(options, 'update');
    const modification = readModification(false, update);
    return updateResult(await this.#update(filter, options, { modification, isMany: true }));
  }

  async replaceOne(filter: unknown, replacement: unknown, options?: Options): Promise<Document> {
    refuseOptions(options, 'update');
    const modification = readModification(true, replacement);
    return updateResult(await this.#update(filter, options, { modification, isMany: false }));
  }

  async findOneAndUpdate(filter: unknown, update: unknown, options?: Options): Promise<Document | null> {
    refuseOptions(options, 'findOneAndUpdate');
    if (options?.['returnDocument'] !== 'after')
      throw new NotSupported("findOneAndUpdate without returnDocument: 'after'");
    const modification = readModification(false, update);
    const { after } = await this.#update(filter, options, { modification, isMany: false });
    return after === null ? null : decodeDocument(after);
  }

  async #delete(filter: unknown, isMany: boolean, options: Options): Promise<Document> {
    refuseOptions(options, 'other');
    const request = { filter: readFilter(filter), isMany };
    parseFilter(request.filter);
    const deletedCount = await this.#write((collection) => runDelete(collection, request));
    return { acknowledged: true, deletedCount };
  }

  async deleteOne(filter?: unknown, options?: Options): Promise<Document> {
    return this.#delete(filter, false, options);
  }

  async deleteMany(filter?: unknown, options?: Options): Promise<Document> {
    return this.#delete(filter, true, options);
  }

  async createIndexes(given: readonly Document[], options?: Options): Promise<string[]> {
    refuseOptions(options, 'other');
    const specs = given.map(parseIndexSpec);
    await this.#write((collection) => collection.addIndexes(specs));
    return specs.map(({ name }) => name);
  }
}

function isOrdered(options: Options): boolean {
  return options?.['ordered'] !== false;
}

/** An option that only this engine has. */
function isBackground(options: Options): boolean {
  return options?.['background'] === true;
}
