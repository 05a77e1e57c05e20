import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { InsertAnswer, InsertOrder, InsertSet } from './insert-messages.js';

interface Waiting {
  resolve: (inserted: Uint8Array) => void;
  reject: (error: Error) => void;
}

/** The main thread's end of the insert thread. One order at a time; started by the first. */
export class InsertWorker {
  #worker: Worker | null = null;
  #waiting: Waiting | null = null;

  constructor(readonly folder: string) {}

  /** Inserts all rows in one synced transaction. @throws when the file took none of them */
  insert(sets: readonly InsertSet[]): Promise<Uint8Array> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    const order: InsertOrder = { sets };
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      worker.ref();
      worker.postMessage(order);
    });
  }

  #start(): Worker {
    // Compiled code, also where the sources run: a thread loads files as they are.
    const file = createRequire(import.meta.url).resolve('#insert-thread');
    const worker = new Worker(file, { workerData: this.folder });
    worker.on('message', (answer: InsertAnswer) => this.#answered(answer));
    worker.on('error', (error) => this.#ended(worker, error));
    worker.on('exit', () => this.#ended(worker, new Error('The insert thread ended')));
    return worker;
  }

  #answered(answer: InsertAnswer): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    this.#worker?.unref();
    if ('inserted' in answer) waiting?.resolve(answer.inserted);
    else waiting?.reject(Object.assign(new Error(answer.message), { errcode: answer.code ?? undefined }));
  }

  #ended(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    this.#waiting?.reject(error);
    this.#waiting = null;
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker === null) return;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.ref();
    worker.postMessage('end');
    await ended;
  }
}
