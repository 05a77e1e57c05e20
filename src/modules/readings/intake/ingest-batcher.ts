import { ProblemError } from '../../../platform/errors/problem-error.js';

const BATCH_MAX = 1000;
const WAITING_MAX = 50_000;
/** Full batches are prepared while earlier ones are written. Partial batches wait, because every commit costs the same. */
const FLIGHTS_MAX = 3;
/** A batch that grows in every turn of the event loop is sent after this many turns. */
const TURNS_MAX = 16;

export interface Submission<C, T> {
  readonly caller: C;
  readonly items: readonly T[];
}

interface Waiting<C, T, R> extends Submission<C, T> {
  readonly resolve: (results: readonly R[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Stores several submissions at once. @returns the results of each submission, in order */
export type StoreBatch<C, T, R> = (
  submissions: readonly Submission<C, T>[],
) => Promise<readonly (readonly R[])[]>;

/**
 * Collects submissions while the store is busy, and for as long as each turn of the event loop brings more, so that many
 * single deliveries share one lookup and one commit. Never waits when there is nothing else to do.
 */
export class IngestBatcher<C, T, R> {
  private waiting: Waiting<C, T, R>[] = [];
  private waitingItems = 0;
  private flights = 0;
  private isScheduled = false;

  constructor(private readonly store: StoreBatch<C, T, R>) {}

  /** @throws ProblemError 503 when too many readings are already waiting */
  async submit(caller: C, items: readonly T[]): Promise<readonly R[]> {
    if (items.length === 0) return [];
    if (this.waitingItems + items.length > WAITING_MAX) {
      throw new ProblemError(503, 'Too many readings are waiting.', [], { 'Retry-After': '1' });
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ caller, items, resolve, reject });
      this.waitingItems += items.length;
      this.schedule();
    });
  }

  /** Whether nothing is waiting and nothing is being stored. */
  get isIdle(): boolean {
    return this.waiting.length === 0 && this.flights === 0;
  }

  private schedule(): void {
    if (this.isScheduled || this.waiting.length === 0 || this.flights >= FLIGHTS_MAX) return;
    if (this.flights > 0 && this.waitingItems < BATCH_MAX) return;
    this.isScheduled = true;
    this.gather(0, 0);
  }

  private gather(turns: number, itemsBefore: number): void {
    setImmediate(() => {
      const isGrowing = this.waitingItems > itemsBefore && this.waitingItems < BATCH_MAX;
      if (isGrowing && turns < TURNS_MAX) return this.gather(turns + 1, this.waitingItems);
      this.isScheduled = false;
      void this.fly(this.take());
    });
  }

  private take(): Waiting<C, T, R>[] {
    let count = 0;
    let items = 0;
    for (const { items: more } of this.waiting) {
      if (count > 0 && items + more.length > BATCH_MAX) break;
      items += more.length;
      count += 1;
    }
    this.waitingItems -= items;
    return this.waiting.splice(0, count);
  }

  private async fly(batch: readonly Waiting<C, T, R>[]): Promise<void> {
    this.flights += 1;
    this.schedule();
    try {
      const results = await this.store(batch);
      batch.forEach(({ resolve }, index) => resolve(results[index] ?? []));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.flights -= 1;
      this.schedule();
    }
  }
}
