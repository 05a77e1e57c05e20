import { instant, type Instant } from '../time/instant.js';

/** Half-open: `start` is inside, `end` is the first instant after it. Empty where `end <= start`. */
export interface Interval {
  readonly start: Instant;
  readonly end: Instant;
}

/** The union as disjoint, non-empty intervals in order. Intervals that touch are merged. */
export function normalize(list: readonly Interval[]): Interval[] {
  const ordered = list.filter((one) => one.end > one.start).sort((a, b) => a.start - b.start);
  const merged: { start: Instant; end: Instant }[] = [];
  for (const { start, end } of ordered) {
    const last = merged[merged.length - 1];
    if (last === undefined || start > last.end) merged.push({ start, end });
    else if (end > last.end) last.end = end;
  }
  return merged;
}

/** The parts of `a` that are not in `b`, in any order and with any overlap. The result is normalized. */
export function subtract(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  const holes = normalize(b);
  const rest: Interval[] = [];
  let first = 0;
  for (const { start, end } of normalize(a)) {
    // `a` ascends, so a hole that ends before this interval lies before all later ones as well.
    while (first < holes.length && holes[first]!.end <= start) first += 1;
    let from = start;
    for (let i = first; i < holes.length && holes[i]!.start < end; i += 1) {
      const hole = holes[i]!;
      if (hole.start > from) rest.push({ start: from, end: hole.start });
      if (hole.end > from) from = hole.end;
    }
    if (from < end) rest.push({ start: from, end });
  }
  return rest;
}

/** The parts that are in both `a` and `b`, in any order and with any overlap. The result is normalized. */
export function intersect(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  const left = normalize(a);
  const right = normalize(b);
  const both: Interval[] = [];
  for (let i = 0, j = 0; i < left.length && j < right.length;) {
    const one = left[i]!;
    const other = right[j]!;
    const start = instant(Math.max(one.start, other.start));
    const end = instant(Math.min(one.end, other.end));
    if (start < end) both.push({ start, end });
    if (one.end < other.end) i += 1;
    else j += 1;
  }
  return both;
}

/** The part of one interval that lies in the other: none, or one interval. */
export function clip(one: Interval, within: Interval): Interval[] {
  const start = one.start > within.start ? one.start : within.start;
  const end = one.end < within.end ? one.end : within.end;
  return start < end ? [{ start, end }] : [];
}

/** Whether no instant lies in two of the intervals. None of them may be empty. */
export function areDisjoint(list: readonly Interval[]): boolean {
  const ordered = [...list].sort((a, b) => a.start - b.start);
  return ordered.every(({ start }, index) => index === 0 || start >= ordered[index - 1]!.end);
}

/** Milliseconds in the union. An overlapped instant counts once. */
export function totalMillis(list: readonly Interval[]): number {
  const [one] = list;
  if (one !== undefined && list.length === 1) return Math.max(one.end - one.start, 0);
  return normalize(list).reduce((sum, { start, end }) => sum + (end - start), 0);
}
