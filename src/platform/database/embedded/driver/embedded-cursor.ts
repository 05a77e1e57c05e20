import type { Document } from '../documents/document.js';
import { NotSupported } from '../documents/not-supported.js';

/** Where a cursor's documents come from: all at once, or one by one. */
interface CursorSource {
  all(): Document[] | Promise<Document[]>;
  /** @returns the documents, and how to end reading them */
  open(): { documents: Iterator<Document>; close(): void };
}

/** A long read lets other work of the process run after this many documents. */
const DOCUMENTS_A_TURN = 1_000;

/** The driver's cursor. Set its options before reading the first document. */
export class EmbeddedCursor {
  readonly #source: (options: Document) => CursorSource;
  readonly #options: Document;
  #open: ReturnType<CursorSource['open']> | null = null;
  #read = 0;
  #isClosed = false;

  constructor(options: Document, source: (options: Document) => CursorSource) {
    this.#options = options;
    this.#source = source;
  }

  sort(sort: unknown): this {
    return this.#set('sort', sort);
  }

  limit(count: number): this {
    return this.#set('limit', count);
  }

  #set(option: string, value: unknown): this {
    if (this.#open !== null || this.#isClosed)
      throw new NotSupported(`setting ${option} on a cursor that is being read`);
    this.#options[option] = value;
    return this;
  }

  async next(): Promise<Document | null> {
    this.#read += 1;
    if (this.#read % DOCUMENTS_A_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    if (this.#isClosed) return null;
    this.#open ??= this.#source(this.#options).open();
    const { done, value } = this.#open.documents.next();
    if (done !== true) return value;
    await this.close();
    return null;
  }

  async toArray(): Promise<Document[]> {
    if (this.#open === null && !this.#isClosed) {
      const documents = await this.#source(this.#options).all();
      await this.close();
      return documents;
    }
    const rest: Document[] = [];
    for await (const document of this) rest.push(document);
    return rest;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#open?.documents.return?.();
    this.#open?.close();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Document, void, void> {
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
