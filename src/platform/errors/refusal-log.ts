import { performance } from 'node:perf_hooks';
import type { Logger } from 'pino';

/** Refusals that a caller can cause at will: bad input, too much of it, or too often. */
const PROBING: ReadonlySet<number> = new Set([400, 413, 415, 429]);
const QUIET_MILLIS = 1000;

export interface Refusal {
  readonly requestId: string;
  readonly method: string;
  /** The route's pattern, because a URL may hold a search for a person. */
  readonly route: string | null;
  readonly status: number;
  readonly practiceId: string | undefined;
  readonly caller: string | undefined;
}

/**
 * Logs refused requests: the first of a status at once, then at most one per second, with the number of skipped ones.
 */
export class RefusalLog {
  private readonly logged = new Map<number, { atMillis: number; skipped: number }>();

  constructor(
    private readonly logger: Logger,
    private readonly nowMillis: () => number = () => performance.now(),
  ) {}

  note(refusal: Refusal): void {
    const { status } = refusal;
    if (!PROBING.has(status)) return;
    const now = this.nowMillis();
    const last = this.logged.get(status) ?? { atMillis: -Infinity, skipped: 0 };
    if (now - last.atMillis < QUIET_MILLIS) last.skipped += 1;
    else {
      this.logger.warn({ ...refusal, skipped: last.skipped }, 'request refused');
      last.atMillis = now;
      last.skipped = 0;
    }
    this.logged.set(status, last);
  }
}
