import { z } from 'zod';
import { NO_HASH } from '../chain/canonical-entry.js';
import { BEGIN_ACTION, MARKS_ACTION } from '../chain/chain-writer.js';
import { entryId } from '../chain/entry-id.js';
import type { Discrepancy } from './discrepancy.js';
import type { EntryShape } from './line-shape.js';

type EntryDiscrepancy = Pick<Discrepancy, 'kind' | 'what'>;

const runs = z.array(z.tuple([z.number().int(), z.number().int()]));
const marksShape = z.object({ done: runs, failed: runs });

/** Checks one chain, entry by entry. Each must follow the one before. */
export class ChainCheck {
  entries = 0;
  /** How many changes failed. */
  failed = 0;
  /** The number of the first entry seen; 0 before any. */
  first = 0;
  private last = 0;
  private lastHash = NO_HASH;
  private readonly open = new Set<number>();
  /** Hashes that manifests name, by entry number. */
  private readonly sealed = new Map<number, string>();

  constructor(readonly writer: string) {}

  get head(): { readonly seq: number; readonly hash: string } {
    return { seq: this.last, hash: this.lastHash };
  }

  /** How many announced entries have no mark for their outcome. */
  get unmarked(): number {
    return this.open.size;
  }

  /** Notes the hash that a manifest names for an entry. */
  seal(seq: number, hash: string): void {
    this.sealed.set(seq, hash);
  }

  /** The entry numbers that manifests name but that were not seen. */
  get unseenSeals(): IterableIterator<number> {
    return this.sealed.keys();
  }

  /**
   * @param hashes the hash computed from the entry's bytes, and the hash that it states
   */
  *take(
    entry: EntryShape,
    hashes: { readonly real: string; readonly stated: string },
  ): Generator<EntryDiscrepancy> {
    const { seq, previousHash } = entry;
    this.entries += 1;
    if (hashes.real !== hashes.stated) yield discrepancy('changed', 'its content does not match its hash');
    if (entry.id !== entryId(entry.writer, seq))
      yield discrepancy('changed', 'its id does not match its place');
    if (this.first === 0) {
      this.first = seq;
      if (seq === 1) yield* this.begins(entry);
    } else if (seq <= this.last) {
      yield discrepancy('out-of-order', `it comes after entry ${this.last}`);
      return;
    } else if (seq > this.last + 1) {
      yield discrepancy('missing', `entries ${this.last + 1} to ${seq - 1} are missing before it`);
    } else if (previousHash !== this.lastHash) {
      yield discrepancy('broken-link', 'it does not follow the entry before it');
    }
    const sealed = this.sealed.get(seq);
    this.sealed.delete(seq);
    if (sealed !== undefined && sealed !== hashes.real)
      yield discrepancy('manifest', 'it is not the entry that a manifest names');
    this.last = seq;
    this.lastHash = hashes.stated;
    this.mark(entry);
  }

  private *begins({ action, previousHash }: EntryShape): Generator<EntryDiscrepancy> {
    if (action !== BEGIN_ACTION || previousHash !== NO_HASH)
      yield discrepancy('broken-link', 'a chain cannot begin like this');
  }

  private mark({ seq, action, state, after }: EntryShape): void {
    if (state === 'announced') this.open.add(seq);
    if (action !== MARKS_ACTION) return;
    const marks = marksShape.safeParse(after).data;
    for (const [from, to] of marks?.failed ?? []) this.failed += to - from + 1;
    for (const [from, to] of [...(marks?.done ?? []), ...(marks?.failed ?? [])])
      for (let each = from; each <= to && each < seq; each += 1) this.open.delete(each);
  }
}

function discrepancy(kind: EntryDiscrepancy['kind'], what: string): EntryDiscrepancy {
  return { kind, what };
}
