import { performance } from 'node:perf_hooks';

const WINDOW_MILLIS = 60_000;
/** More callers than a process sees in a minute, unless someone invents them. */
const CALLERS_MAX = 100_000;

/**
 * Counts calls per caller in one-minute windows. It lives only in this process's memory, so a call costs one lookup.
 */
export class CallCounter {
  private readonly calls = new Map<string, number>();
  private windowStartMillis = performance.now();

  constructor(private readonly callsPerMinuteMax: number) {}

  /** Counts one call. @returns 0 if it is within the limit, otherwise how many seconds to wait */
  count(caller: string): number {
    const nowMillis = performance.now();
    if (nowMillis - this.windowStartMillis >= WINDOW_MILLIS || this.calls.size > CALLERS_MAX) {
      this.calls.clear();
      this.windowStartMillis = nowMillis;
    }
    const calls = (this.calls.get(caller) ?? 0) + 1;
    this.calls.set(caller, calls);
    if (calls <= this.callsPerMinuteMax) return 0;
    return Math.ceil((this.windowStartMillis + WINDOW_MILLIS - nowMillis) / 1000);
  }
}
