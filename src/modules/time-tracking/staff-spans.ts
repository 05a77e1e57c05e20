/** Where a staff member was, as far as an entry says so. Half-open milliseconds. */
export interface StaffSpan {
  readonly id: string;
  readonly staffId: string;
  readonly patientId: string;
  readonly start: number;
  readonly end: number;
}

/** One staff member's spans, ready to be asked what overlaps. */
export interface SpanIndex {
  /** In order of start. */
  readonly spans: readonly StaffSpan[];
  /** The latest end of the spans up to and including each position. */
  readonly latestEnds: Float64Array;
}

export function indexSpans(spans: readonly StaffSpan[]): SpanIndex {
  const ordered = [...spans].sort((a, b) => a.start - b.start);
  const latestEnds = new Float64Array(ordered.length);
  let latest = Number.NEGATIVE_INFINITY;
  for (const [i, { end }] of ordered.entries()) {
    latest = Math.max(latest, end);
    latestEnds[i] = latest;
  }
  return { spans: ordered, latestEnds };
}

/** The spans that share an instant with `start` (inclusive) to `end`, in no order. */
export function overlapping(index: SpanIndex, start: number, end: number): StaffSpan[] {
  const found: StaffSpan[] = [];
  // Walk back from the last span that starts before the end, until none further back can reach the start.
  for (let i = firstFrom(index.spans, end) - 1; i >= 0 && index.latestEnds[i]! > start; i -= 1) {
    const span = index.spans[i]!;
    if (span.end > start) found.push(span);
  }
  return found;
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
