import type { Clock } from '../../../platform/clock/clock.js';
import { jobPrincipal } from '../../caller/principal.js';
import type { AuditContent, AuditEntry, EntryState } from '../audit-entry.js';
import { AuditChain, type ChainHead } from './audit-chain.js';
import { contentOf } from './audit-content.js';
import { ChainMarks } from './chain-marks.js';
import type { AppendOptions, ChainStore } from './chain-store.js';

/** The version of the entry format. The first entry of each chain names it. */
export const AUDIT_FORM = 1;
export const BEGIN_ACTION = 'audit.begin';
export const MARKS_ACTION = 'audit.marks';

/** An entry that was added to the chain. */
export interface Appended {
  readonly seq: number;
  /** Resolves when the entry is durable. If it rejects, the entry is still owed. */
  readonly stored: Promise<void>;
}

interface Waiting {
  readonly entries: readonly AuditEntry[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

// Captured before any test replaces the timers.
const startTimer = setTimeout;
const FLUSH_MS = 1000;
const FOREGROUND: AppendOptions = { isBackground: false };

/**
 * Stores one chain in order. On the embedded engine, an entry goes to the store in the tick that links it. So it shares a
 * commit with the write that starts in the same tick, and commits happen in chain order. On a server, only one batch is
 * in flight at a time. Either way, a process that dies leaves a prefix of the chain. Entries that could not be stored are
 * owed: no new entry is linked until they are stored.
 */
export class ChainWriter {
  private readonly chain: AuditChain;
  private readonly marks = new ChainMarks();
  private owed: AuditEntry[] = [];
  private waiting: Waiting[] = [];
  private isSending = false;
  private settling: Promise<void> | null = null;
  private timer: NodeJS.Timeout | null = null;
  private acknowledged: ChainHead;

  constructor(
    practiceId: string,
    writer: string,
    private readonly store: ChainStore,
    private readonly clock: Clock,
  ) {
    this.chain = new AuditChain(practiceId, writer);
    this.acknowledged = this.chain.head;
  }

  /** The last entry known to be stored. */
  get storedHead(): ChainHead {
    return this.acknowledged;
  }

  /** How many entries could not be stored yet. They are retried. */
  get owedCount(): number {
    return this.owed.length;
  }

  /**
   * Null when the chain can continue now; otherwise a promise to await first. It rejects while the store is
   * unavailable.
   */
  unblocked(): Promise<void> | null {
    return this.owed.length === 0 && this.settling === null ? null : this.settle();
  }

  /** Links the entry and hands it to the store before it returns. */
  add(content: AuditContent, options: AppendOptions = FOREGROUND): Appended {
    const entries = this.chain.head.seq === 0 ? [this.chain.link(this.beginning())] : [];
    const entry = this.chain.link(content);
    entries.push(entry);
    return { seq: entry.seq, stored: this.append(entries, options) };
  }

  markDone(seq: number): void {
    this.marks.markDone(seq);
    this.flushLater();
  }

  markFailed(seq: number): void {
    this.marks.markFailed(seq);
    this.flushLater();
  }

  /** Stores the owed entries and the waiting marks. */
  async flush(): Promise<void> {
    const blocked = this.unblocked();
    if (blocked !== null) await blocked;
    if (!this.marks.isEmpty) await this.append([this.linkMarks()]);
  }

  private append(entries: readonly AuditEntry[], options: AppendOptions = FOREGROUND): Promise<void> {
    if (this.store.engine === 'embedded') return this.send(entries, options);
    return new Promise((resolve, reject) => {
      this.waiting.push({ entries, resolve, reject });
      if (!this.isSending) void this.drain();
    });
  }

  private async send(entries: readonly AuditEntry[], options: AppendOptions): Promise<void> {
    try {
      await this.store.append(this.chain.practiceId, entries, options);
    } catch (error) {
      this.owe(entries);
      throw error;
    }
    this.acknowledge(entries);
  }

  private acknowledge(entries: readonly AuditEntry[]): void {
    const last = entries.at(-1);
    if (last && last.seq > this.acknowledged.seq) this.acknowledged = { seq: last.seq, hash: last.hash };
  }

  /** Sends one batch after another, because a server may apply two simultaneous batches in either order. */
  private async drain(): Promise<void> {
    this.isSending = true;
    while (this.waiting.length > 0) {
      const batch = this.waiting;
      this.waiting = [];
      try {
        await this.send(
          batch.flatMap(({ entries }) => entries),
          FOREGROUND,
        );
        for (const { resolve } of batch) resolve();
      } catch (error) {
        // The waiting entries come after the missing ones in the chain, so they are owed as well.
        for (const { entries } of this.waiting) this.owe(entries);
        for (const { reject } of [...batch, ...this.waiting]) reject(error);
        this.waiting = [];
      }
    }
    this.isSending = false;
  }

  private owe(entries: readonly AuditEntry[]): void {
    this.owed.push(...entries);
    this.flushLater();
  }

  private settle(): Promise<void> {
    if (this.settling === null) {
      this.settling = this.storeOwed().finally(() => (this.settling = null));
      // Callers that do not await this learn of the failure on their next attempt.
      this.settling.catch(() => undefined);
    }
    return this.settling;
  }

  private async storeOwed(): Promise<void> {
    while (this.owed.length > 0) {
      const taken = [...this.owed].sort((a, b) => a.seq - b.seq);
      const stored = await this.store.existing(
        this.chain.practiceId,
        taken.map(({ id }) => id),
      );
      // Everything from here to the append runs in one tick. If an entry turns out to be stored after all, then on the
      // embedded engine its change was committed with it, so it did not fail. On a server the change never started.
      for (const { id, seq } of taken)
        if (stored.has(id) && this.store.engine === 'embedded') this.marks.unmarkFailed(seq);
      const batch = taken.filter(({ id }) => !stored.has(id));
      this.acknowledge(taken.filter(({ id }) => stored.has(id)));
      const known = new Set(taken);
      this.owed = this.owed.filter((entry) => !known.has(entry));
      if (!this.marks.isEmpty) batch.push(this.linkMarks());
      if (batch.length > 0) await this.append(batch);
    }
  }

  private linkMarks(): AuditEntry {
    return this.chain.link(
      this.ownContent({ action: MARKS_ACTION, entity: 'auditEntries', ids: [], after: this.marks.take() }),
    );
  }

  private beginning(): AuditContent {
    const { practiceId, writer } = this.chain;
    return this.ownContent({
      action: BEGIN_ACTION,
      entity: 'auditChains',
      ids: [writer],
      after: { form: AUDIT_FORM, practice: practiceId, writer, engine: this.store.engine },
    });
  }

  private ownContent(change: Parameters<typeof contentOf>[1]): AuditContent {
    const state: EntryState = 'recorded';
    return contentOf(jobPrincipal(this.chain.practiceId), change, { at: this.clock.now(), state });
  }

  private flushLater(): void {
    if (this.timer !== null) return;
    this.timer = startTimer(() => {
      this.timer = null;
      // Retries owed entries until the store accepts them, even if no one calls again.
      this.flush().catch(() => {
        if (this.owed.length > 0) this.flushLater();
      });
    }, FLUSH_MS);
    this.timer.unref();
  }
}
