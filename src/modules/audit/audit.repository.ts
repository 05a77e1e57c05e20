import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import type { Instant } from '../../domain/time/instant.js';
import { docId } from '../../platform/database/doc-id.js';
import { engineOf } from '../../platform/database/embedded/driver/embedded-driver.js';
import type { Principal } from '../caller/principal.js';
import { AccessesRepository } from './accesses/accesses.repository.js';
import { fromDoc, toDoc, type AuditEntryDoc } from './audit-entry.doc.js';
import type { AuditEntry } from './audit-entry.js';
import { AUDIT_ENTRIES } from './audit-entry.schema.js';
import type { ChainHead } from './chain/audit-chain.js';
import type { AppendOptions, ChainStore } from './chain/chain-store.js';
import { entryId, isEntryId, WRITER_DIGITS } from './chain/entry-id.js';
import { storedLine } from './chain/stored-line.js';

/** A position in the order in which entries happened. */
export interface AuditCursor {
  readonly at: Instant;
  readonly key: string;
}

/** The entries between two positions; null: no bound. */
interface AuditRange {
  readonly after: AuditCursor | null;
  /** Included. */
  readonly until: AuditCursor | null;
}

/** A stored entry as a line of an export, without its line feed. */
export interface StoredLine {
  readonly key: string;
  readonly seq: number;
  readonly hash: string;
  readonly line: string;
}

/** A stored entry with its key, and whether it is stored under the key and practice that it should have. */
export interface PlacedEntry {
  readonly key: string;
  /** Taken from the key, which gives the order of chains. */
  readonly id: string;
  readonly isPlaced: boolean;
  /** Null if its time is not a valid time. The product never stores such an entry. */
  readonly entry: AuditEntry | null;
}

/** An entry with its position in the order in which entries happened. */
interface PagedEntry extends AuditCursor {
  readonly entry: AuditEntry;
}

/** Sorts after every key of a practice, because a colon joins the parts of a key. */
const BEHIND_PRACTICE = ';';
/** Sorts after every digit of an entry's number. */
const BEHIND_WRITER = '~';

/** The append-only log. No method changes or removes an entry. */
@Injectable()
export class AuditRepository implements ChainStore {
  readonly engine: ChainStore['engine'];
  /** Background writes that are not stored yet. */
  private readonly background = new Set<Promise<unknown>>();

  constructor(
    @InjectModel(AUDIT_ENTRIES) private readonly model: Model<AuditEntryDoc>,
    private readonly accesses: AccessesRepository,
  ) {
    this.engine = engineOf(model.db) === null ? 'mongodb' : 'embedded';
  }

  append(practiceId: string, entries: readonly AuditEntry[], options: AppendOptions): Promise<void> {
    const written = this.write(practiceId, entries, options);
    if (options.isBackground) {
      const forget = (): unknown => this.background.delete(ended);
      const ended: Promise<unknown> = written.then(forget, forget);
      this.background.add(ended);
    }
    return written;
  }

  /** Waits for entries of reads that are still being written, so that a reader of the log sees every earlier answer. */
  async caughtUp(): Promise<void> {
    await Promise.all(this.background);
  }

  private async write(
    practiceId: string,
    entries: readonly AuditEntry[],
    { isBackground }: AppendOptions,
  ): Promise<void> {
    const options = this.engine === 'embedded' && isBackground ? { background: true } : {};
    const rows = this.accesses.add(practiceId, entries, options);
    // On a server the rows go first, so that a process that dies in between leaves no entry without its rows.
    if (rows !== null && this.engine === 'mongodb') await rows;
    await Promise.all([rows, this.insert(practiceId, entries, options)]);
  }

  private async insert(practiceId: string, entries: readonly AuditEntry[], options: object): Promise<void> {
    // Writes to the driver's collection: building a mongoose document costs more than the write.
    const { collection } = this.model;
    const [first] = entries;
    if (entries.length === 1 && first) await collection.insertOne(toDoc(practiceId, first) as never, options);
    else await collection.insertMany(entries.map((entry) => toDoc(practiceId, entry)) as never, options);
  }

  async existing(practiceId: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
    const docs = await this.model
      .find({ practiceId, _id: { $in: ids.map((id) => docId(practiceId, id)) } })
      .select({ id: 1 })
      .lean<Pick<AuditEntryDoc, 'id'>[]>()
      .exec();
    return new Set(docs.map(({ id }) => id));
  }

  async find(practiceId: string, id: string): Promise<AuditEntry | null> {
    const [entry] = await this.findMany(practiceId, [id]);
    return entry ?? null;
  }

  /** Finds the entries that are stored, in no particular order. */
  async findMany(practiceId: string, ids: readonly string[]): Promise<AuditEntry[]> {
    const _id = { $in: ids.map((id) => docId(practiceId, id)) };
    const docs = await this.model.find({ practiceId, _id }).lean<AuditEntryDoc[]>().exec();
    return docs.flatMap((doc) => fromDoc(doc) ?? []);
  }

  /** The practice's entries in the order of chains, after a key. */
  async placed(practiceId: string, after: string | null, limit: number): Promise<PlacedEntry[]> {
    const _id = { $gt: after ?? docId(practiceId, ''), $lt: `${practiceId}${BEHIND_PRACTICE}` };
    const docs = await this.model.find({ _id }).sort({ _id: 1 }).limit(limit).lean<AuditEntryDoc[]>().exec();
    return docs.map((doc) => ({
      key: doc._id,
      id: doc._id.slice(docId(practiceId, '').length),
      isPlaced: doc.practiceId === practiceId && doc._id === docId(practiceId, doc.id) && isEntryId(doc.id),
      entry: fromDoc(doc),
    }));
  }

  /** Counts entries that name the practice but are stored under keys outside its range, where no chain is read. */
  countOutside(practiceId: string): Promise<number> {
    const _id = { $not: { $gte: docId(practiceId, ''), $lt: `${practiceId}${BEHIND_PRACTICE}` } };
    return this.model.countDocuments({ practiceId, _id }).exec();
  }

  /** Every practice that has a log. Each step is one index lookup. */
  async *practiceIds(): AsyncGenerator<string> {
    for (let after = ''; ;) {
      const doc = await this.model
        .findOne({ practiceId: { $gt: after } })
        .sort({ practiceId: 1 })
        .select({ practiceId: 1 })
        .lean<Pick<AuditEntryDoc, 'practiceId'>>()
        .exec();
      if (doc === null) return;
      yield doc.practiceId;
      after = doc.practiceId;
    }
  }

  /**
   * The writers of the chains in the practice's log, in order of id. The filters on `_id` keep each query within the
   * practice.
   */
  async *writers(practiceId: string): AsyncGenerator<string> {
    const from = docId(practiceId, '');
    let previous: string | null = null;
    for (let after = from; ;) {
      const key = await this.firstKey({ $gt: after, $lt: `${practiceId}${BEHIND_PRACTICE}` });
      if (key === null) return;
      const writer = key.slice(from.length, from.length + WRITER_DIGITS);
      // A foreign key can sort after its own chain, so such keys are skipped one at a time.
      after = writer === previous ? key : `${from}${writer}${BEHIND_WRITER}`;
      if (writer !== previous) yield writer;
      previous = writer;
    }
  }

  /** The last stored entry of a chain. */
  async head(practiceId: string, writer: string): Promise<ChainHead | null> {
    const start = docId(practiceId, writer);
    const doc = await this.model
      .findOne({ _id: { $gte: start, $lt: start + BEHIND_WRITER } })
      .sort({ _id: -1 })
      .lean<AuditEntryDoc>()
      .exec();
    return doc && { seq: doc.seq, hash: doc.hash };
  }

  /** Stored entries of a chain in order, starting at a number, or after the key of another line. */
  async chainPage(
    practiceId: string,
    writer: string,
    { from, limit }: { readonly from: number | string; readonly limit: number },
  ): Promise<StoredLine[]> {
    const start = docId(practiceId, writer);
    const first = from === 1 ? start : docId(practiceId, entryId(writer, Number(from)));
    const range = typeof from === 'string' ? { $gt: from } : { $gte: first };
    const docs = await this.model
      .find({ _id: { ...range, $lt: start + BEHIND_WRITER } })
      .sort({ _id: 1 })
      .limit(limit)
      .lean<AuditEntryDoc[]>()
      .exec();
    return docs.map((doc) => ({
      key: doc._id,
      seq: doc.seq,
      hash: doc.hash,
      line: storedLine(practiceId, doc),
    }));
  }

  private async firstKey(range: { readonly $gt: string; readonly $lt: string }): Promise<string | null> {
    const doc = await this.model
      .findOne({ _id: range })
      .sort({ _id: 1 })
      .select({ _id: 1 })
      .lean<Pick<AuditEntryDoc, '_id'>>()
      .exec();
    return doc && doc._id;
  }

  /** Entries in the order they happened. Leaves out an entry without a valid time; `tally audit verify` reports it. */
  async page(principal: Principal, { after, until }: AuditRange, limit: number): Promise<PagedEntry[]> {
    const { practiceId } = principal;
    await this.caughtUp();
    const docs = await this.model
      .find({ practiceId, at: between(after, until), $and: [afterPlace(after), upTo(until)] })
      .sort({ at: 1, _id: 1 })
      .limit(limit)
      .lean<AuditEntryDoc[]>()
      .exec();
    return docs.flatMap((doc) => pagedFromDoc(doc) ?? []);
  }

  /** The position of the practice's latest entry; null when there is none. */
  async latest({ practiceId }: Principal): Promise<AuditCursor | null> {
    await this.caughtUp();
    const doc = await this.model
      .findOne({ practiceId, at: between(null, null) })
      .sort({ at: -1, _id: -1 })
      .lean<AuditEntryDoc>()
      .exec();
    return doc && pagedFromDoc(doc);
  }
}

/** Also leaves out values that are not times, and lets an index seek to the page. */
function between(after: AuditCursor | null, until: AuditCursor | null): { $gte: Date; $lte?: Date } {
  return { $gte: new Date(after?.at ?? 0), ...(until && { $lte: new Date(until.at) }) };
}

function afterPlace(place: AuditCursor | null): object {
  if (place === null) return {};
  const at = new Date(place.at);
  return { $or: [{ at: { $gt: at } }, { at, _id: { $gt: place.key } }] };
}

function upTo(place: AuditCursor | null): object {
  if (place === null) return {};
  const at = new Date(place.at);
  return { $or: [{ at: { $lt: at } }, { at, _id: { $lte: place.key } }] };
}

function pagedFromDoc(doc: AuditEntryDoc): PagedEntry | null {
  const entry = fromDoc(doc);
  return entry && { at: entry.at, key: doc._id, entry };
}
