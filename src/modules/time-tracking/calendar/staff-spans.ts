/** The time that one entry books on a staff member, in milliseconds; the end is exclusive. */
export interface StaffSpan {
  readonly id: string;
  readonly staffId: string;
  readonly patientId: string;
  readonly start: number;
  readonly end: number;
}

interface Level {
  /** Sorted by start. */
  readonly spans: readonly StaffSpan[];
  /** The latest end of the spans up to and including each position. */
  readonly latestEnds: Float64Array;
}

const RECENT_MIN = 64;
const RECENT_SHARE = 8;

/** One staff member's spans, indexed by overlap. Recent additions are kept apart, so that many additions stay cheap. */
export class SpanIndex {
  private levels: readonly Level[];
  private recent: StaffSpan[] = [];
  private older: readonly StaffSpan[];
  private isSorted = true;

  constructor(spans: readonly StaffSpan[]) {
    this.older = spans;
    this.levels = [levelOf(spans)];
  }

  get size(): number {
    return this.older.length + this.recent.length;
  }

  add(span: StaffSpan): void {
    this.recent.push(span);
    this.isSorted = false;
  }

  /** The spans that overlap `start` (inclusive) to `end` (exclusive), in no particular order. */
  overlapping(start: number, end: number): StaffSpan[] {
    if (!this.isSorted) this.sort();
    const found: StaffSpan[] = [];
    for (const { spans, latestEnds } of this.levels) {
      // Walks back from the last span that starts before the end, until no earlier span can reach the start.
      for (let i = firstFrom(spans, end) - 1; i >= 0 && latestEnds[i]! > start; i -= 1) {
        const span = spans[i]!;
        if (span.end > start) found.push(span);
      }
    }
    return found;
  }

  private sort(): void {
    this.isSorted = true;
    const [main = levelOf(this.older)] = this.levels;
    if (this.recent.length < Math.max(RECENT_MIN, this.older.length / RECENT_SHARE)) {
      this.levels = [main, levelOf(this.recent)];
      return;
    }
    this.older = [...main.spans, ...this.recent];
    this.recent = [];
    this.levels = [levelOf(this.older)];
  }
}

function levelOf(list: readonly StaffSpan[]): Level {
  const spans = [...list].sort((a, b) => a.start - b.start);
  const latestEnds = new Float64Array(spans.length);
  let latest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < spans.length; i += 1) {
    latest = Math.max(latest, spans[i]!.end);
    latestEnds[i] = latest;
  }
  return { spans, latestEnds };
}

/** The position of the first span that starts at `at` or later. */
function firstFrom(spans: readonly StaffSpan[], at: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (spans[middle]!.start < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
