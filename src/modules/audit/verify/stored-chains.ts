import type { AuditEntryDoc } from '../audit-entry.doc.js';
import { AUDIT_ENTRIES } from '../audit-entry.schema.js';
import { hashOf } from '../chain/canonical-entry.js';
import { WRITER_DIGITS } from '../chain/entry-id.js';
import { storedText } from '../chain/stored-line.js';
import { ChainCheck } from './chain-check.js';
import { isEntry } from './line-shape.js';

/** The collection that holds the log, for those who read a store's file directly. */
export const LOG_COLLECTION = AUDIT_ENTRIES;
export type StoredLogEntry = AuditEntryDoc;

/** The end of one chain in a store. */
export interface StoredChain {
  readonly practice: string;
  readonly writer: string;
  readonly entries: number;
  /** The number of the last entry. */
  readonly seq: number;
  readonly hash: string;
  /** The first fault in the chain; null: every entry matches its hash and follows the one before. */
  readonly fault: string | null;
}

/**
 * Walks a whole log with only one entry in memory, and yields one result per chain.
 * @param docs every document of the collection, for all practices, in key order
 */
export function* storedChains(docs: Iterable<AuditEntryDoc>): Generator<StoredChain> {
  let chain: Walk | null = null;
  for (const doc of docs) {
    const key = String(doc._id);
    const split = key.lastIndexOf(':');
    const practice = key.slice(0, split);
    const writer = key.slice(split + 1, split + 1 + WRITER_DIGITS);
    if (chain === null || chain.practice !== practice || chain.writer !== writer) {
      if (chain !== null) yield chain.result();
      chain = new Walk(practice, writer);
    }
    chain.take(doc);
  }
  if (chain !== null) yield chain.result();
}

class Walk {
  private readonly check: ChainCheck;
  private entries = 0;
  private fault: string | null = null;

  constructor(
    readonly practice: string,
    readonly writer: string,
  ) {
    this.check = new ChainCheck(writer);
  }

  take(doc: AuditEntryDoc): void {
    this.entries += 1;
    const entry: unknown = { ...doc, practice: doc.practiceId };
    if (!isEntry(entry)) {
      this.fault ??= `document ${this.entries} is not an entry`;
      return;
    }
    const hashes = { real: hashOf(storedText(this.practice, doc)), stated: String(doc.hash) };
    if (this.entries === 1 && entry.seq > 1) this.fault = `entries 1 to ${entry.seq - 1} are missing`;
    for (const { what } of this.check.take(entry, hashes)) this.fault ??= `entry ${entry.seq}: ${what}`;
  }

  result(): StoredChain {
    const { practice, writer, entries, fault, check } = this;
    return { practice, writer, entries, seq: check.head.seq, hash: check.head.hash, fault };
  }
}
