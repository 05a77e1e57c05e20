import type { Document } from '../documents/document.js';
import { NotSupported } from '../documents/not-supported.js';

/** Where a cursor's documents come from: all at once, or one by one with something to give back at the end. */
export interface CursorSource {
  all(): Document[] | Promise<Document[]>;
  open(): { documents: Iterator<Document>; close(): void };
}

const BATCH_YIELD = 1_000;

/** The driver's cursor, as far as a reader in one process needs it. Options are set before the first document. */
export class EmbeddedCursor {
  #source: (options: Document) => CursorSource;
  readonly #options: Document;
  #open: ReturnType<CursorSource['open']> | null = null;
  #map: ((document: Document) => unknown) | null = null;
  #peeked: Document | null = null;
  #read = 0;
  #isClosed = false;

  constructor(options: Document, source: (options: Document) => CursorSource) {
    this.#options = options;
    this.#source = source;
  }

  get closed(): boolean {
    return this.#isClosed;
  }

  get killed(): boolean {
    return this.#isClosed;
  }

  #set(option: string, value: unknown): this {
    if (this.#open !== null) throw new NotSupported(`setting ${option} of a cursor that is being read`);
    this.#options[option] = value;
    return this;
  }

  sort(sort: unknown, direction?: unknown): this {
    return this.#set(
      'sort',
      typeof sort === 'string' && direction !== undefined ? { [sort]: direction } : sort,
    );
  }
  limit(count: number): this {
    return this.#set('limit', count);
  }
  skip(count: number): this {
    return this.#set('skip', count);
  }
  project(projection: Document): this {
    return this.#set('projection', projection);
  }
  filter(filter: Document): this {
    return this.#set('filter', filter);
  }
  batchSize(): this {
    return this;
  }
  hint(): this {
    return this;
  }
  comment(): this {
    return this;
  }
  maxTimeMS(): this {
    return this;
  }
  allowDiskUse(): this {
    return this;
  }
  addCursorFlag(flag: string, value: boolean): this {
    return this.#set(flag, value);
  }
  collation(): this {
    throw new NotSupported('the option collation');
  }

  map(transform: (document: never) => unknown): this {
    const before = this.#map;
    const next = transform as (document: unknown) => unknown;
    this.#map = before === null ? next : (document) => next(before(document));
    return this;
  }

  #shown(document: Document | null): unknown {
    return document === null || this.#map === null ? document : this.#map(document);
  }

  #take(): Document | null {
    if (this.#peeked !== null) {
      const document = this.#peeked;
      this.#peeked = null;
      return document;
    }
    if (this.#isClosed) return null;
    this.#open ??= this.#source(this.#options).open();
    const { done, value } = this.#open.documents.next();
    if (done !== true) return value;
    this.#end();
    return null;
  }

  #end(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#open?.documents.return?.();
    this.#open?.close();
  }

  async next(): Promise<unknown> {
    this.#read += 1;
    // A long read lets other work of the process have its turn.
    if (this.#read % BATCH_YIELD === 0) await new Promise((resolve) => setImmediate(resolve));
    return this.#shown(this.#take());
  }

  tryNext(): Promise<unknown> {
    return this.next();
  }

  async hasNext(): Promise<boolean> {
    this.#peeked ??= this.#take();
    return this.#peeked !== null;
  }

  async toArray(): Promise<unknown[]> {
    if (this.#open === null && !this.#isClosed) {
      const documents = await this.#source(this.#options).all();
      this.#end();
      const map = this.#map;
      return map === null ? documents : documents.map((document) => map(document));
    }
    const rest: unknown[] = [];
    for await (const document of this) rest.push(document);
    return rest;
  }

  async forEach(visit: (document: never) => unknown): Promise<void> {
    for await (const document of this) if (visit(document as never) === false) break;
  }

  /** Starts again from the beginning, over the documents as they are by then. */
  rewind(): void {
    this.#end();
    this.#open = null;
    this.#peeked = null;
    this.#isClosed = false;
  }

  async close(): Promise<void> {
    this.#peeked = null;
    this.#end();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<unknown, void, void> {
    try {
      for (;;) {
        const document = await this.next();
        if (document === null) return;
        yield document;
      }
    } finally {
      await this.close();
    }
  }
}
