import { formatInstant } from '../../../domain/time/instant.js';
import type { AuditContent, AuditEntry } from '../audit-entry.js';
import { canonicalText, hashOf, NO_HASH, type UnhashedEntry } from './canonical-entry.js';
import { entryId } from './entry-id.js';

/** The last entry of a chain; `seq` is 0 before the first. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

/** One writer's chain for one practice, in memory. Gives each entry its number and links it to the previous one. */
export class AuditChain {
  private last: ChainHead = { seq: 0, hash: NO_HASH };

  constructor(
    readonly practiceId: string,
    readonly writer: string,
  ) {}

  get head(): ChainHead {
    return this.last;
  }

  /** Synchronous, so that the order of calls is the order of the chain. */
  link(content: AuditContent): AuditEntry {
    const { last } = this;
    const seq = last.seq + 1;
    let entry = this.place(content, seq, last.hash);
    let text = canonicalText(this.practiceId, formatInstant(entry.at), entry);
    if (text.includes(LONE_SURROGATE)) {
      entry = this.place(wellFormed(content) as AuditContent, seq, last.hash);
      text = canonicalText(this.practiceId, formatInstant(entry.at), entry);
    }
    const hash = hashOf(text);
    this.last = { seq, hash };
    entry.hash = hash;
    return entry;
  }

  /** Field by field, because spreading this many fields makes an object that is many times slower to build and read. */
  private place(content: AuditContent, seq: number, previousHash: string): Unfinished {
    const entry: Complete = {
      id: entryId(this.writer, seq),
      writer: this.writer,
      seq,
      previousHash,
      at: content.at,
      actor: content.actor,
      from: content.from,
      action: content.action,
      entity: content.entity,
      count: content.count,
      digest: content.digest,
      ids: content.ids,
      patients: content.patients,
      reason: content.reason,
      before: content.before,
      after: content.after,
      requestId: content.requestId,
      state: content.state,
      hash: '',
    };
    let whole: Unfinished = entry;
    for (const field of RARE_FIELDS)
      if (content[field] !== undefined) whole = { ...whole, [field]: content[field] };
    return whole;
  }
}

/** An entry before it is hashed. */
type Unfinished = UnhashedEntry & { hash: string };

/** The fields that an entry may lack. */
type RareField = {
  [F in keyof AuditContent]-?: object extends Pick<AuditContent, F> ? F : never;
}[keyof AuditContent];

type Complete = Required<Omit<Unfinished, RareField>>;

/** The compiler checks that this list is complete. */
const RARE_FIELDS = Object.keys({ emergency: true } satisfies Record<RareField, true>) as RareField[];

/** How JSON writes half of a surrogate pair. No store keeps one unchanged, so none may be hashed. */
const LONE_SURROGATE = '\\ud';

function wellFormed(value: unknown): unknown {
  // A value that needs no change stays the same object, because the entry's patients are looked up by identity.
  if (!JSON.stringify(value).includes(LONE_SURROGATE)) return value;
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key.toWellFormed(), wellFormed(each)]),
  );
}
