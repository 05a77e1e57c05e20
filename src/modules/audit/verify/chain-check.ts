import { z } from 'zod';
import { NO_HASH } from '../chain/canonical-entry.js';
import { BEGIN_ACTION, MARKS_ACTION } from '../chain/chain-writer.js';
import { entryId } from '../chain/entry-id.js';
import type { Finding } from './discrepancy.js';
import type { EntryShape } from './line-shape.js';

type Complaint = Pick<Finding, 'kind' | 'what'>;

const runs = z.array(z.tuple([z.number().int(), z.number().int()]));
const marksShape = z.object({ done: runs, failed: runs });

/** One chain as its entries come by: each must follow the one before. */
export class ChainCheck {
  entries = 0;
  /** Changes that were answered with an error. */
  failed = 0;
  /** The first entry seen; 0 before. */
  first = 0;
  private last = 0;
  private lastHash = NO_HASH;
  private readonly open = new Set<number>();
  /** Hashes that manifests name, by number. */
  private readonly sealed = new Map<number, string>();

  constructor(readonly writer: string) {}

  get head(): { readonly seq: number; readonly hash: string } {
    return { seq: this.last, hash: this.lastHash };
  }

  /** Entries of which no mark says what became of them. */
  get unmarked(): number {
    return this.open.size;
  }

  /** A manifest says that the entry of this number had this hash. */
  seal(seq: number, hash: string): void {
    this.sealed.set(seq, hash);
  }

  /** What manifests name and no entry was seen for, by number. */
  get unseenSeals(): IterableIterator<number> {
    return this.sealed.keys();
  }

  /**
   * @param hashes what the entry's bytes give, and what it says
   */
  *take(entry: EntryShape, hashes: { readonly real: string; readonly stated: string }): Generator<Complaint> {
    const { seq, previousHash } = entry;
    this.entries += 1;
    if (hashes.real !== hashes.stated) yield complaint('changed', 'its content is not what was hashed');
    if (entry.id !== entryId(entry.writer, seq))
      yield complaint('changed', 'its id does not belong to its place');
    if (this.first === 0) {
      this.first = seq;
      if (seq === 1) yield* this.begins(entry);
    } else if (seq <= this.last) {
      yield complaint('out-of-order', `it comes after entry ${this.last}`);
      return;
    } else if (seq > this.last + 1) {
      yield complaint('missing', `entries ${this.last + 1} to ${seq - 1} are missing before it`);
    } else if (previousHash !== this.lastHash) {
      yield complaint('broken-link', 'it does not follow the entry before it');
    }
    const sealed = this.sealed.get(seq);
    this.sealed.delete(seq);
    if (sealed !== undefined && sealed !== hashes.real)
      yield complaint('manifest', 'it is not the entry that a manifest names');
    this.last = seq;
    this.lastHash = hashes.stated;
    this.mark(entry);
  }

  private *begins({ action, previousHash }: EntryShape): Generator<Complaint> {
    if (action !== BEGIN_ACTION || previousHash !== NO_HASH)
      yield complaint('broken-link', 'a chain does not begin like this');
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

function complaint(kind: Complaint['kind'], what: string): Complaint {
  return { kind, what };
}
