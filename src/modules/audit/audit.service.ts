import { randomBytes } from 'node:crypto';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Instant } from '../../domain/time/instant.js';
import { Clock } from '../../platform/clock/clock.js';
import { isDuplicateKey } from '../../platform/database/duplicate-key.js';
import type { Principal } from '../caller/principal.js';
import type { AuditedChange } from './audit-entry.js';
import { AuditRepository } from './audit.repository.js';
import type { ChainHead } from './chain/audit-chain.js';
import { contentOf } from './chain/audit-content.js';
import { ChainWriter, type Appended } from './chain/chain-writer.js';
import { WRITER_DIGITS } from './chain/entry-id.js';

/** One entry and the caller it names. */
export type AuditedCall = readonly [principal: Principal, change: AuditedChange];

/** Records who did what to what, in one chain a practice. */
@Injectable()
export class AuditService implements OnApplicationShutdown {
  /** Names the chains that this start of the process writes. */
  readonly writer = randomBytes(WRITER_DIGITS / 2).toString('hex');
  private readonly chains = new Map<string, ChainWriter>();

  constructor(
    private readonly repository: AuditRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Records what has happened or is being read: one appended document a call; resolves when it is durable. For a write
   * use {@link recorded}.
   */
  async record(principal: Principal, change: AuditedChange): Promise<void> {
    const chain = this.chainOf(principal);
    const blocked = chain.unblocked();
    if (blocked !== null) await blocked;
    await chain.add(contentOf(principal, change, { at: this.clock.now(), state: 'stands' })).stored;
  }

  /**
   * Records what was read at that moment, without waiting for what the chain owes.
   * @returns null while the chain cannot go on: nothing was recorded; else when it is durable, and if that fails the
   *   chain stores it later
   */
  recordRead(principal: Principal, change: AuditedChange, at: Instant): Promise<void> | null {
    const chain = this.chainOf(principal);
    if (chain.unblocked() !== null) return null;
    return chain.add(contentOf(principal, change, { at, state: 'stands' }), { isBackground: true }).stored;
  }

  /** Stores what the caller's chain owes. Rejects as the storage does while it cannot be used. */
  async settle(principal: Principal): Promise<void> {
    await this.chainOf(principal).unblocked();
  }

  /**
   * Runs a write with its entry. On the embedded engine both start in this tick and so share one commit, as far as
   * `write` starts in the tick it is called in; on a server the entry is stored first. A write that rejects is marked
   * as failed in the chain.
   * @throws what `write` throws; or the storage's error when the entry cannot be stored
   */
  recorded<T>(principal: Principal, change: AuditedChange, write: () => Promise<T>): Promise<T> {
    return this.recordedAll([[principal, change]], write);
  }

  /** As {@link recorded}, one entry for each of several callers of one practice, whose work is one write. */
  async recordedAll<T>(calls: readonly AuditedCall[], write: () => Promise<T>): Promise<T> {
    const [first] = calls;
    if (first === undefined) return write();
    const chain = this.chainOf(first[0]);
    const blocked = chain.unblocked();
    if (blocked !== null) await blocked;
    const at = this.clock.now();
    const state = this.repository.engine === 'embedded' ? 'stands' : 'announced';
    const added = calls.map(([principal, change]) => chain.add(contentOf(principal, change, { at, state })));
    return state === 'stands' ? together(chain, added, write) : oneByOne(chain, added, write);
  }

  /** Where this process's chain of the practice stands in the store; null when it wrote none. */
  storedHead(practiceId: string): ChainHead | null {
    return this.chains.get(practiceId)?.storedHead ?? null;
  }

  /** Entries of all chains that could not be stored so far; 0 while the audit log works. */
  get owedCount(): number {
    let count = 0;
    for (const chain of this.chains.values()) count += chain.owedCount;
    return count;
  }

  /** Stores the marks of the practice that wait and what its chain owes; other practices have no part in it. */
  async flush(practiceId: string): Promise<void> {
    await this.chains.get(practiceId)?.flush();
  }

  async onApplicationShutdown(): Promise<void> {
    // All are waited for, whatever comes of one.
    await Promise.allSettled([...this.chains.values()].map((chain) => chain.flush()));
  }

  private chainOf({ practiceId }: Principal): ChainWriter {
    let chain = this.chains.get(practiceId);
    if (chain === undefined) {
      chain = new ChainWriter(practiceId, this.writer, this.repository, this.clock);
      this.chains.set(practiceId, chain);
    }
    return chain;
  }
}

async function together<T>(
  chain: ChainWriter,
  added: readonly Appended[],
  write: () => Promise<T>,
): Promise<T> {
  // Both are waited for whatever comes of them: which of them failed decides what the log must say.
  const writing = (async () => write())();
  const [written, ...stored] = await Promise.allSettled([writing, ...added.map((each) => each.stored)]);
  if (written.status === 'rejected') for (const { seq } of added) chain.markFailed(seq);
  const lost = stored.find((each) => each.status === 'rejected');
  if (lost) throw lost.reason;
  if (written.status === 'rejected') throw written.reason;
  return written.value;
}

async function oneByOne<T>(
  chain: ChainWriter,
  added: readonly Appended[],
  write: () => Promise<T>,
): Promise<T> {
  const mark = (how: 'markDone' | 'markFailed') => {
    for (const { seq } of added) chain[how](seq);
  };
  try {
    await Promise.all(added.map((each) => each.stored));
  } catch (error) {
    mark('markFailed');
    throw error;
  }
  try {
    const value = await write();
    mark('markDone');
    return value;
  } catch (error) {
    if (leftNothing(error)) mark('markFailed');
    throw error;
  }
}

/** Whether a write that failed on a server surely changed nothing. What is not sure stays unmarked, and is reported so. */
function leftNothing(error: unknown): boolean {
  const { name, result } = error as {
    readonly name?: unknown;
    readonly result?: unknown;
  };
  // An answer that was lost, or some of several documents: who knows. A duplicate of one document is refused whole.
  const isOfDriver = typeof name === 'string' && name.startsWith('Mongo');
  return !isOfDriver || (name === 'MongoServerError' && isDuplicateKey(error) && result === undefined);
}
