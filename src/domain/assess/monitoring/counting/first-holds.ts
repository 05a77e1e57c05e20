import type { Interval } from '../../../facts/intervals.js';
import { instant, type Instant } from '../../../time/instant.js';

/** A stretch of time that someone holds. Where holds overlap, the lowest rank keeps the time. Half-open instants. */
export interface Hold extends Interval {
  readonly rank: number;
}

/**
 * Finds who keeps each instant that several holds claim. Building takes n log n steps. A question takes log n steps
 * plus one per answer, however many holds overlap.
 */
export class FirstHolds {
  /** Disjoint and ascending. Each run is as long as one hold keeps the time without a break. */
  readonly runs: readonly Hold[];
  /** A binary tree over the runs: node i stores the lowest rank below it. The runs begin at index `leaves`. */
  private readonly lowest: Float64Array;
  private readonly leaves: number;

  /**
   * @param holds in any order, with any overlap; empty ones are ignored
   */
  constructor(holds: readonly Hold[]) {
    this.runs = runsOf(holds.filter(({ start, end }) => start < end));
    this.leaves = this.runs.length;
    this.lowest = new Float64Array(2 * this.leaves).fill(Infinity);
    this.runs.forEach(({ rank }, index) => (this.lowest[this.leaves + index] = rank));
    for (let node = this.leaves - 1; node > 0; node -= 1)
      this.lowest[node] = Math.min(this.lowest[2 * node]!, this.lowest[2 * node + 1]!);
  }

  /** The time of `part` that holds of a lower rank keep, ascending. Takes log n steps per answer. */
  keptBefore(part: Interval, rank: number): Hold[] {
    const kept: Hold[] = [];
    for (const index of this.below(part, rank)) {
      const run = this.runs[index]!;
      kept.push({
        start: instant(Math.max(run.start, part.start)),
        end: instant(Math.min(run.end, part.end)),
        rank: run.rank,
      });
    }
    return kept.sort((a, b) => a.start - b.start);
  }

  /** The lowest rank that keeps some of `part`; Infinity if nobody holds any of it. */
  lowestIn(part: Interval): number {
    return this.nodesOver(part).reduce((rank, node) => Math.min(rank, this.lowest[node]!), Infinity);
  }

  /** Indexes of the runs in `part` with a lower rank. */
  private below(part: Interval, rank: number): number[] {
    const found: number[] = [];
    const open = this.nodesOver(part);
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (this.lowest[node]! >= rank) continue;
      if (node >= this.leaves) found.push(node - this.leaves);
      else open.push(2 * node, 2 * node + 1);
    }
    return found;
  }

  /** The nodes that together cover exactly the runs that overlap `part`. */
  private nodesOver({ start, end }: Interval): number[] {
    if (start >= end) return [];
    const nodes: number[] = [];
    let low = this.leaves + firstIndex(this.leaves, (index) => this.runs[index]!.end > start);
    let high = this.leaves + firstIndex(this.leaves, (index) => this.runs[index]!.start >= end);
    for (; low < high; low >>= 1, high >>= 1) {
      if (low % 2 === 1) nodes.push(low++);
      if (high % 2 === 1) nodes.push(--high);
    }
    return nodes;
  }
}

/** Paints the holds in order of rank, each over what is still unpainted. Painted stretches are skipped from then on. */
function runsOf(holds: readonly Hold[]): Hold[] {
  const edges = [...new Set(holds.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b);
  const position = new Map<Instant, number>(edges.map((edge, index) => [edge, index]));
  const owner = new Array<Hold | undefined>(edges.length);
  const free = Int32Array.from({ length: edges.length }, (_, index) => index);
  const firstFree = (from: number): number => {
    let found = from;
    while (free[found]! !== found) {
      free[found] = free[free[found]!]!;
      found = free[found]!;
    }
    return found;
  };
  for (const hold of [...holds].sort((a, b) => a.rank - b.rank)) {
    const end = position.get(hold.end)!;
    for (let at = firstFree(position.get(hold.start)!); at < end; at = firstFree(at)) {
      owner[at] = hold;
      free[at] = at + 1;
    }
  }
  return joined(edges, owner);
}

function joined(edges: readonly Instant[], owner: readonly (Hold | undefined)[]): Hold[] {
  const runs: { start: Instant; end: Instant; rank: number }[] = [];
  for (let index = 0; index + 1 < edges.length; index += 1) {
    const rank = owner[index]?.rank;
    if (rank === undefined) continue;
    const last = runs[runs.length - 1];
    if (last?.rank === rank && last.end === edges[index]) last.end = edges[index + 1]!;
    else runs.push({ start: edges[index]!, end: edges[index + 1]!, rank });
  }
  return runs;
}

/** The first index for which a condition is true and stays true; `length` if it never is. */
function firstIndex(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
