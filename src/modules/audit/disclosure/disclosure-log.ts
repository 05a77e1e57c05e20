import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Logger } from 'pino';
import type { Instant } from '../../../domain/time/instant.js';
import { Clock } from '../../../platform/clock/clock.js';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { RunningHandlers } from '../../../platform/http/server/running-handlers.js';
import { LOGGER } from '../../../platform/logging/logging.module.js';
import type { Principal } from '../../caller/principal.js';
import type { AuditedChange } from '../audit-entry.js';
import { AuditService } from '../audit.service.js';

/** How many entries may wait for an unavailable store before the product stops answering patient data. */
export const OWED_MAX = 10_000;
/** How many waiting entries are linked without a pause once the store is available again. */
const TOGETHER_MAX = 200;
const RETRY_MS = 1000;

// Captured before any test replaces the timers.
const startTimer = setTimeout;

interface Read {
  readonly principal: Principal;
  readonly change: AuditedChange;
  readonly at: Instant;
}

/**
 * Records reads. An answer does not wait for the disk. Entries that cannot be recorded now stay in memory and are recorded
 * later, in order. When `OWED_MAX` entries are waiting, no more patient data is answered.
 */
@Injectable()
export class DisclosureLog implements BeforeApplicationShutdown, OnApplicationShutdown {
  /** Waiting reads by practice, because each practice has its own chain. A practice is listed only while it has any. */
  private readonly waiting = new Map<string, Read[]>();
  private owed = 0;
  private isClosed = false;

  constructor(
    private readonly audit: AuditService,
    private readonly clock: Clock,
    private readonly running: RunningHandlers,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws ProblemError 503 while too many entries are owed */
  requireRoom(): void {
    if (this.owed < OWED_MAX) return;
    throw new ProblemError(
      503,
      'Patient data cannot be shown because reads cannot be recorded now. Try again.',
      [],
      {
        'Retry-After': '1',
      },
    );
  }

  /** When this returns, the entry is being stored or waits for the store. */
  record(principal: Principal, change: AuditedChange): void {
    const read = { principal, change, at: this.clock.now() };
    const others = this.waiting.get(principal.practiceId);
    this.owed += 1;
    if (others !== undefined) others.push(read);
    else if (this.link(read) === null) {
      this.waiting.set(principal.practiceId, [read]);
      this.logger.error('reads cannot be recorded in the audit log; they are kept and retried');
      this.retryLater(principal);
    }
  }

  /** Records the waiting reads while the store is still open. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isClosed = true;
    for (const reads of this.waiting.values()) await this.recordLast(reads);
  }

  onApplicationShutdown(): void {
    const entries = [...this.waiting.values()].reduce((sum, reads) => sum + reads.length, 0);
    if (entries > 0) this.logger.error({ entries }, 'reads could not be recorded in the audit log');
  }

  private async recordLast(reads: Read[]): Promise<void> {
    const [first] = reads;
    if (first === undefined) return;
    const isOpen = await this.audit.settle(first.principal).then(
      () => true,
      () => false,
    );
    const last = [];
    for (let read = reads[0]; isOpen && read !== undefined; read = reads[0]) {
      const linked = this.link(read);
      if (linked === null) break;
      last.push(linked);
      reads.shift();
    }
    await Promise.all(last);
  }

  /** Null when the chain is blocked. The promise never rejects. */
  private link({ principal, change, at }: Read): Promise<void> | null {
    const stored = this.audit.recordRead(principal, change, at);
    if (stored === null) return null;
    const settled = () => void (this.owed -= 1);
    // After this point the chain itself retries failures, and shutdown waits for it.
    const recorded = stored.then(settled, settled);
    this.running.add(recorded);
    return recorded;
  }

  private retryLater(principal: Principal): void {
    startTimer(() => {
      this.audit.settle(principal).then(
        () => this.linkWaiting(principal),
        () => this.isClosed || this.retryLater(principal),
      );
    }, RETRY_MS).unref();
  }

  private linkWaiting(principal: Principal): void {
    const { practiceId } = principal;
    const reads = this.waiting.get(practiceId) ?? [];
    let linked = 0;
    for (const read of reads.slice(0, TOGETHER_MAX)) {
      if (this.link(read) === null) break;
      linked += 1;
    }
    reads.splice(0, linked);
    if (reads.length === 0) this.waiting.delete(practiceId);
    else if (linked === TOGETHER_MAX) setImmediate(() => this.linkWaiting(principal));
    else this.retryLater(principal);
  }
}
