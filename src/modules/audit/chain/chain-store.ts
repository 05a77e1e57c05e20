import type { AuditEntry } from '../audit-entry.js';

export interface AppendOptions {
  /** True when no answer waits for the entries. */
  readonly isBackground: boolean;
}

/** What a chain needs from the store. */
export interface ChainStore {
  readonly engine: 'embedded' | 'mongodb';
  /** Appends in order. A failure leaves at most a prefix. */
  append(practiceId: string, entries: readonly AuditEntry[], options: AppendOptions): Promise<void>;
  /** Which of the ids are stored. */
  existing(practiceId: string, ids: readonly string[]): Promise<ReadonlySet<string>>;
}
