import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type {
  InsertSet,
  Numbered,
  ReadOrder,
  StoreAnswer,
  StoreOrder,
  StorePlace,
} from './store-messages.js';

/** Everything in the thread is short-lived, so a small nursery is enough. */
const RESOURCES = { maxYoungGenerationSizeMb: 16 };

interface Waiting {
  resolve: (answer: StoreAnswer) => void;
  reject: (error: Error) => void;
}

/** The main thread's side of a store thread. The thread starts with the first order. */
export class StoreWorker {
  #worker: Worker | null = null;
  #last = 0;
  #isClosed = false;
  /** How many failed inserts the main thread knows of. */
  #failuresKnown = 0;
  readonly #waiting = new Map<number, Waiting>();

  constructor(readonly place: StorePlace) {}

  /**
   * Inserts all rows in one synced transaction, in the order of the calls. A call made before a failure is known fails with it.
   * @throws when nothing was inserted
   */
  async insert(sets: readonly InsertSet[]): Promise<Uint8Array> {
    const failuresKnown = this.#failuresKnown;
    const answer = await this.#ask({ kind: 'insert', sets, failuresKnown });
    if ('inserted' in answer) return answer.inserted;
    if (failuresKnown === this.#failuresKnown) this.#failuresKnown += 1;
    throw failureOf(answer);
  }

  /** The only column of every row (a JSON text) as one JSON list, as of the last commit. */
  async read(order: ReadOrder): Promise<string> {
    const answer = await this.#ask({ kind: 'read', ...order });
    if ('list' in answer) return answer.list;
    throw failureOf(answer);
  }

  async #ask(content: StoreOrder): Promise<StoreAnswer> {
    if (this.#isClosed) throw new Error('The store thread ended');
    this.#worker ??= this.#start();
    const worker = this.#worker;
    const number = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject });
      // The thread keeps the process alive only while an order is pending.
      worker.ref();
      worker.postMessage({ number, content } satisfies Numbered<StoreOrder>);
    });
  }

  #start(): Worker {
    // Always the compiled file, even when tests run the sources: a thread cannot compile.
    const file = createRequire(import.meta.url).resolve('#store-thread');
    const worker = new Worker(file, { workerData: this.place, resourceLimits: RESOURCES });
    worker.on('message', ({ number, content }: Numbered<StoreAnswer>) => {
      this.#waiting.get(number)?.resolve(content);
      this.#waiting.delete(number);
      if (this.#waiting.size === 0) worker.unref();
    });
    worker.on('error', (error) => this.#ended(worker, error));
    worker.on('exit', () => this.#ended(worker, new Error('The store thread ended')));
    return worker;
  }

  #ended(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    this.#failuresKnown = 0;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const worker = this.#worker;
    if (worker === null) return;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.ref();
    worker.postMessage('end');
    await ended;
  }
}

function failureOf(answer: StoreAnswer): Error {
  const { code, message } = answer as Extract<StoreAnswer, { message: string }>;
  return Object.assign(new Error(message), { errcode: code ?? undefined });
}
