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

/** A change to record, with the caller who made it. */
export type AuditedCall = readonly [principal: Principal, change: AuditedChange];

/** Records who did what to what, in one chain per practice. */
@Injectable()
export class AuditService implements OnApplicationShutdown {
  /** Names the chains that this run of the process writes. */
  readonly writer = randomBytes(WRITER_DIGITS / 2).toString('hex');
  private readonly chains = new Map<string, ChainWriter>();

  constructor(
    private readonly repository: AuditRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Records something that has happened or is being read. Appends one document per call, and resolves when it is durable.
   * For a write, use {@link recorded}.
   */
  async record(principal: Principal, change: AuditedChange): Promise<void> {
    const chain = this.chainOf(principal);
    const blocked = chain.unblocked();
    if (blocked !== null) await blocked;
    await chain.add(contentOf(principal, change, { at: this.clock.now(), state: 'recorded' })).stored;
  }

  /**
   * Records a read, without waiting for entries that the chain still owes.
   * @returns null if the chain is blocked, and then nothing was recorded; otherwise a promise that resolves when the entry
   *   is durable. If it rejects, the chain stores the entry later.
   */
  recordRead(principal: Principal, change: AuditedChange, at: Instant): Promise<void> | null {
    const chain = this.chainOf(principal);
    if (chain.unblocked() !== null) return null;
    return chain.add(contentOf(principal, change, { at, state: 'recorded' }), { isBackground: true }).stored;
  }

  /** Stores the entries that the caller's chain still owes. Rejects while the store is unavailable. */
  async settle(principal: Principal): Promise<void> {
    await this.chainOf(principal).unblocked();
  }

  /**
   * Runs a write and records its entry. On the embedded engine both start in the same tick and share one commit, provided
   * that `write` starts in the tick in which it is called. On a server the entry is stored first. A write that rejects is
   * marked as failed in the chain.
   * @throws what `write` throws, or the store's error when the entry cannot be stored
   */
  recorded<T>(principal: Principal, change: AuditedChange, write: () => Promise<T>): Promise<T> {
    return this.recordedAll([[principal, change]], write);
  }

  /** Like {@link recorded}, but with one entry for each of several callers of one practice who share one write. */
  async recordedAll<T>(calls: readonly AuditedCall[], write: () => Promise<T>): Promise<T> {
    const [first] = calls;
    if (first === undefined) return write();
    const chain = this.chainOf(first[0]);
    const blocked = chain.unblocked();
    if (blocked !== null) await blocked;
    const at = this.clock.now();
    const state = this.repository.engine === 'embedded' ? 'recorded' : 'announced';
    const added = calls.map(([principal, change]) => chain.add(contentOf(principal, change, { at, state })));
    return state === 'recorded' ? together(chain, added, write) : entryFirst(chain, added, write);
  }

  /** The last entry of this process's chain known to be stored; null when the process wrote none for the practice. */
  storedHead(practiceId: string): ChainHead | null {
    return this.chains.get(practiceId)?.storedHead ?? null;
  }

  /** How many entries of all chains could not be stored yet. It is 0 while the audit log works. */
  get owedCount(): number {
    let count = 0;
    for (const chain of this.chains.values()) count += chain.owedCount;
    return count;
  }

  /** Stores the practice's waiting marks and the entries that its chain owes. Does not touch other practices. */
  async flush(practiceId: string): Promise<void> {
    await this.chains.get(practiceId)?.flush();
  }

  async onApplicationShutdown(): Promise<void> {
    // Waits for every chain, even if one fails.
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
  // Waits for both in any case, because the log must say which of them failed.
  const writing = (async () => write())();
  const [written, ...stored] = await Promise.allSettled([writing, ...added.map((each) => each.stored)]);
  if (written.status === 'rejected') for (const { seq } of added) chain.markFailed(seq);
  const lost = stored.find((each) => each.status === 'rejected');
  if (lost) throw lost.reason;
  if (written.status === 'rejected') throw written.reason;
  return written.value;
}

async function entryFirst<T>(
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

/**
 * Whether a write that failed on a server certainly changed nothing. Uncertain changes stay unmarked and are reported
 * as such.
 */
function leftNothing(error: unknown): boolean {
  const { name, result } = error as {
    readonly name?: unknown;
    readonly result?: unknown;
  };
  // After a lost answer, or a failure among several documents, nobody knows. A duplicate of a single document is
  // refused as a whole.
  const isOfDriver = typeof name === 'string' && name.startsWith('Mongo');
  return !isOfDriver || (name === 'MongoServerError' && isDuplicateKey(error) && result === undefined);
}
