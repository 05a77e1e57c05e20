import { aggregateDocuments, splitPipeline } from '../query/aggregate-documents.js';
import { askSql } from '../query/ask-sql.js';
import { distinctValues } from '../query/distinct-values.js';
import { foundDocument, updateResult } from './driver-results.js';
import type { Document } from '../documents/document.js';
import { EmbeddedCursor } from './embedded-cursor.js';
import type { EmbeddedEngine } from './embedded-engine.js';
import { describeIndex, isAlreadyThere, parseIndexSpec, type IndexSpec } from '../store/index-spec.js';
import { NotSupported } from '../documents/not-supported.js';
import { refuseOptions } from '../query/operation-options.js';
import { parseFilter } from '../query/parse-filter.js';
import { compileProjection } from '../query/project-document.js';
import {
  countDocuments,
  decodeWhole,
  eachDocument,
  findDocuments,
  sqlQuestion,
  type Question,
  type SqlQuestion,
} from '../query/read-collection.js';
import { readFilter, readQuestion, withId, type Options } from '../query/read-request.js';
import { duplicateKeyError, serverError, type DuplicateKey } from '../store/server-error.js';
import { parseSort } from '../query/sort-documents.js';
import type { Inserts, WriteOptions } from '../store/commit-queue.js';
import type { Document } from '../store/document.js';
import { describeIndex, isAlreadyThere, parseIndexSpec, type IndexSpec } from '../store/index-spec.js';
import type { StoreWorker } from '../store/store-worker.js';
import type { PreparedInsert, StoredCollection } from '../store/stored-collection.js';
import type { BulkResult } from '../write/bulk-classes.js';
import { bulkInsert, readBulkWrite, type BulkWrite } from '../write/bulk-write.js';
import { readModification } from '../write/read-modification.js';
import { runDelete, runUpdate, type UpdateOutcome } from '../write/write-operations.js';
import { foundDocument, updateResult } from './driver-results.js';
import { EmbeddedCursor } from './embedded-cursor.js';
import type { EmbeddedEngine } from './embedded-engine.js';
import { NotSupported } from './not-supported.js';
import { refuseOptions } from './operation-options.js';
import { duplicateKeyError, serverError, type DuplicateKey } from './server-error.js';

/** Parameters of a question, or documents expected; fewer are read sooner than another thread is woken for them. */
const APART_MIN = { parameters: 128, documents: 1000 };

/** The driver's `Collection` over the embedded engine. What it does not define throws `NotSupported`. */
export class EmbeddedCollection {
  constructor(
    readonly engine: EmbeddedEngine,
    readonly collectionName: string,
  ) {}

  get namespace(): string {
    return `${this.engine.options.databaseName}.${this.collectionName}`;
  }

  get dbName(): string {
    return this.engine.options.databaseName;
  }

  #stored(): StoredCollection {
    return this.engine.collection(this.collectionName);
  }

  #source() {
    return { statements: this.engine.statements, shape: this.#stored().shape };
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
    refuseOptions(options);
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
    refuseOptions(options);
    if (documents.length === 0) throw new NotSupported('an empty batch');
    const prepareds = documents.map((document) => this.#prepare(document));
    const { insertedCount, insertedIds } = await this.#runBulk(
      bulkInsert(prepareds, isOrdered(options)),
      options,
    );
    return { acknowledged: true, insertedCount, insertedIds };
  }

  async bulkWrite(models: readonly Document[], options?: Options): Promise<BulkResult> {
    refuseOptions(options);
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
    return new EmbeddedCursor({ ...options, filter: filter ?? {} }, (given) => ({
      all: () => this.#all(given),
      open: () => this.#openReader(given),
    }));
  }

  /** A question of many keys, or for many documents, is read beside the main thread, or here where that thread cannot. */
  async #all(given: Document): Promise<Document[]> {
    const asked = this.#ask(given['filter'], given);
    const { reader } = this.engine;
    if (reader === null || asked === null || !isLarge(given, asked))
      return findDocuments(this.engine.statements, asked);
    try {
      return await findApart(reader, asked);
    } catch {
      return findDocuments(this.engine.statements, this.#ask(given['filter'], given));
    }
  }

  #ask(filter: unknown, options: Options): SqlQuestion | null {
    return askSql(this.#stored().shape, filter, options);
  }

  #openReader(given: Document) {
    const asked = this.#ask(given['filter'], given);
    const reader = this.engine.borrowReader();
    return { documents: eachDocument(reader, asked), close: () => this.engine.returnReader(reader) };
  }

  async findOne(filter?: unknown, options?: Options): Promise<Document | null> {
    return findDocuments(this.engine.statements, this.#ask(filter, { ...options, limit: 1 }))[0] ?? null;
  }

  async countDocuments(filter?: unknown, options?: Options): Promise<number> {
    return countDocuments(this.#source(), readQuestion(filter, options));
  }

  async estimatedDocumentCount(): Promise<number> {
    return countDocuments(this.#source(), readQuestion({}, {}));
  }

  async distinct(path: string, filter?: unknown, options?: Options): Promise<unknown[]> {
    return distinctValues(eachDocument(this.engine.statements, this.#ask(filter, options)), path);
  }

  aggregate(pipeline: readonly unknown[] = [], options?: Options): EmbeddedCursor {
    refuseOptions(options);
    return new EmbeddedCursor({}, () => {
      const { question, rest } = splitPipeline(pipeline);
      const all = (): Document[] =>
        aggregateDocuments(this.#found(this.collectionName, question), rest, (name, filter) =>
          this.#found(name, readQuestion(filter, {})),
        );
      return { all, open: () => ({ documents: all().values(), close: () => undefined }) };
    });
  }

  #found(name: string, question: Question): Document[] {
    return findDocuments(this.engine.statements, sqlQuestion(this.engine.collection(name).shape, question));
  }

  async #update(filter: unknown, modification: UpdateRequestBody, options: Options): Promise<UpdateOutcome> {
    refuseOptions(options);
    const request = {
      filter: readFilter(filter),
      sort: parseSort(options?.['sort']),
      modification: readModification(modification.isReplacement, modification.given),
      isUpsert: options?.['upsert'] === true,
      isMany: modification.isMany,
    };
    parseFilter(request.filter);
    return this.#write((collection) => runUpdate(collection, request));
  }

  async updateOne(filter: unknown, given: unknown, options?: Options): Promise<Document> {
    return updateResult(await this.#update(filter, { given, isReplacement: false, isMany: false }, options));
  }

  async updateMany(filter: unknown, given: unknown, options?: Options): Promise<Document> {
    return updateResult(await this.#update(filter, { given, isReplacement: false, isMany: true }, options));
  }

  async replaceOne(filter: unknown, given: unknown, options?: Options): Promise<Document> {
    return updateResult(await this.#update(filter, { given, isReplacement: true, isMany: false }, options));
  }

  async findOneAndUpdate(filter: unknown, given: unknown, options?: Options): Promise<Document | null> {
    return foundDocument(
      await this.#update(filter, { given, isReplacement: false, isMany: false }, options),
      options,
    );
  }

  async findOneAndReplace(filter: unknown, given: unknown, options?: Options): Promise<Document | null> {
    return foundDocument(
      await this.#update(filter, { given, isReplacement: true, isMany: false }, options),
      options,
    );
  }

  async #delete(filter: unknown, isMany: boolean, options: Options) {
    refuseOptions(options);
    const request = { filter: readFilter(filter), sort: parseSort(options?.['sort']), isMany };
    parseFilter(request.filter);
    return this.#write((collection) => runDelete(collection, request));
  }

  async deleteOne(filter?: unknown, options?: Options): Promise<Document> {
    const { deletedCount } = await this.#delete(filter, false, options);
    return { acknowledged: true, deletedCount };
  }

  async deleteMany(filter?: unknown, options?: Options): Promise<Document> {
    const { deletedCount } = await this.#delete(filter, true, options);
    return { acknowledged: true, deletedCount };
  }

  async findOneAndDelete(filter: unknown, options?: Options): Promise<Document | null> {
    const { first } = await this.#delete(filter, false, options);
    const project = compileProjection(options?.['projection']);
    const value = first === null || project === null ? first : project(first);
    if (options?.['includeResultMetadata'] !== true) return value;
    return { lastErrorObject: { n: first === null ? 0 : 1 }, value, ok: 1 };
  }

  async createIndex(key: unknown, options?: Options): Promise<string> {
    const spec = parseIndexSpec(key, options ?? {});
    return (await this.#createIndexes([spec]))[0] as string;
  }

  async createIndexes(specs: readonly Document[], options?: Options): Promise<string[]> {
    refuseOptions(options);
    return this.#createIndexes(specs.map((spec) => parseIndexSpec(spec['key'], spec)));
  }

  #createIndexes(specs: readonly IndexSpec[]): Promise<string[]> {
    return this.#write((collection) => {
      const wanted = [...(collection.shape?.specs ?? [])];
      const before = wanted.length;
      for (const spec of specs) {
        const isOnId = spec.key.length === 1 && spec.key[0]?.[0] === '_id';
        if (!isOnId && !isAlreadyThere(wanted, spec)) wanted.push(spec);
      }
      if (wanted.length > before) collection.rebuild(wanted);
      return specs.map((spec) => spec.name);
    });
  }

  async dropIndex(name: string): Promise<Document> {
    return this.#write((collection) => {
      const specs = collection.shape?.specs ?? [];
      const kept = specs.filter((spec) => spec.name !== name);
      if (kept.length === specs.length)
        throw serverError(27, 'IndexNotFound', `index not found with name [${name}]`);
      collection.rebuild(kept);
      return { ok: 1 };
    });
  }

  listIndexes(): EmbeddedCursor {
    return new EmbeddedCursor({}, () => {
      const { shape } = this.#stored();
      if (shape === null) throw serverError(26, 'NamespaceNotFound', `ns does not exist: ${this.namespace}`);
      const all = () => [{ v: 2, key: { _id: 1 }, name: '_id_' }, ...shape.specs.map(describeIndex)];
      return { all, open: () => ({ documents: all().values(), close: () => undefined }) };
    });
  }

  async indexes(): Promise<unknown[]> {
    return this.listIndexes().toArray();
  }

  async drop(): Promise<boolean> {
    return this.#write((collection) => collection.drop());
  }
}

interface UpdateRequestBody {
  given: unknown;
  isReplacement: boolean;
  isMany: boolean;
}

/** Reads beside the main thread, no more of each text than the fields asked for need. */
async function findApart(reader: StoreWorker, asked: SqlQuestion): Promise<Document[]> {
  const { sql, parameters, decoder, show } = asked;
  const cut = decoder?.cut ?? null;
  const parts = cut && decoder?.decodeList(await reader.read({ sql, parameters, cut }), show);
  return parts ?? decodeWhole(await reader.read({ sql, parameters, cut: null }), asked);
}

/** @param given whose `batchSize` says how many documents the caller expects */
function isLarge(given: Document, { rest, parameters }: SqlQuestion): boolean {
  if (rest !== null) return false;
  return parameters.length >= APART_MIN.parameters || Number(given['batchSize'] ?? 0) >= APART_MIN.documents;
}

function isOrdered(options: Options): boolean {
  return options?.['ordered'] !== false;
}

/** An option of this engine alone. */
function isBackground(options: Options): boolean {
  return options?.['background'] === true;
}
