import { performance } from 'node:perf_hooks';
import type { Logger } from 'pino';

/** What a caller who tries what is let through can cause as often as it likes: bad input, too much of it, too often. */
const PROBING: ReadonlySet<number> = new Set([400, 413, 415, 429]);
const QUIET_MILLIS = 1000;

export interface Refusal {
  readonly requestId: string;
  readonly method: string;
  /** The route's pattern: an address may hold a search for a person. */
  readonly route: string | null;
  readonly status: number;
  readonly practiceId: string | undefined;
  readonly caller: string | undefined;
}

/** Tells of refused requests: the first of a status at once, and of those that follow one a second with how many there were. */
export class RefusalLog {
  private readonly told = new Map<number, { atMillis: number; untold: number }>();

  constructor(
    private readonly logger: Logger,
    private readonly nowMillis: () => number = () => performance.now(),
  ) {}

  note(refusal: Refusal): void {
    const { status } = refusal;
    if (!PROBING.has(status)) return;
    const now = this.nowMillis();
    const last = this.told.get(status) ?? { atMillis: -Infinity, untold: 0 };
    if (now - last.atMillis < QUIET_MILLIS) last.untold += 1;
    else {
      this.logger.warn({ ...refusal, untold: last.untold }, 'request refused');
      last.atMillis = now;
      last.untold = 0;
    }
    this.told.set(status, last);
  }
}
