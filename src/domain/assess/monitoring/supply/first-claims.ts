import type { Interval } from '../../../facts/intervals.js';
import { instant, type Instant } from '../../../time/instant.js';

/** A claim on time; where claims overlap the lowest rank keeps it. Half-open in instants. */
export interface Claim extends Interval {
  readonly rank: number;
}

/**
 * Who keeps each instant that several claim. Building takes n log n steps, a question log n and one more for each
 * answer, however many claims lie over each other.
 */
export class FirstClaims {
  /** Disjoint, ascending, each as long as one claim keeps the time without a break. */
  readonly runs: readonly Claim[];
  /** A binary tree over the runs: node i holds the lowest rank below it, the runs stand from `leaves` on. */
  private readonly lowest: Float64Array;
  private readonly leaves: number;

  /** @param claims in any order, with any overlap; empty ones claim nothing */
  constructor(claims: readonly Claim[]) {
    this.runs = runsOf(claims.filter(({ start, end }) => start < end));
    this.leaves = this.runs.length;
    this.lowest = new Float64Array(2 * this.leaves).fill(Infinity);
    this.runs.forEach(({ rank }, index) => (this.lowest[this.leaves + index] = rank));
    for (let node = this.leaves - 1; node > 0; node -= 1)
      this.lowest[node] = Math.min(this.lowest[2 * node]!, this.lowest[2 * node + 1]!);
  }

  /** What claims of a lower rank keep of `part`, ascending, in steps as many as there are answers (times log n). */
  keptBefore(part: Interval, rank: number): Claim[] {
    const kept: Claim[] = [];
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

  /** The lowest rank that keeps some of `part`; Infinity where nobody claims any of it. */
  lowestIn(part: Interval): number {
    return this.nodesOver(part).reduce((rank, node) => Math.min(rank, this.lowest[node]!), Infinity);
  }

  /** Positions of the runs in `part` whose rank is lower. */
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

  /** The nodes that hold between them the runs that meet `part`, and no other run. */
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

/** Paints the claims in order of rank, each over what is still bare; a painted stretch is skipped ever after. */
function runsOf(claims: readonly Claim[]): Claim[] {
  const edges = [...new Set(claims.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b);
  const position = new Map<Instant, number>(edges.map((edge, index) => [edge, index]));
  const owner = new Array<Claim | undefined>(edges.length);
  const bare = Int32Array.from({ length: edges.length }, (_, index) => index);
  const firstBare = (from: number): number => {
    let found = from;
    while (bare[found]! !== found) {
      bare[found] = bare[bare[found]!]!;
      found = bare[found]!;
    }
    return found;
  };
  for (const claim of [...claims].sort((a, b) => a.rank - b.rank)) {
    const end = position.get(claim.end)!;
    for (let at = firstBare(position.get(claim.start)!); at < end; at = firstBare(at)) {
      owner[at] = claim;
      bare[at] = at + 1;
    }
  }
  return joined(edges, owner);
}

function joined(edges: readonly Instant[], owner: readonly (Claim | undefined)[]): Claim[] {
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

/** The first of 0 to `length - 1` for which a condition holds that holds from there on; `length` where it never does. */
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
