/** What became of changes that entries told of before it was known; kept until the next marks entry. */
export class ChainMarks {
  private readonly done = new Set<number>();
  private readonly failed = new Set<number>();

  get isEmpty(): boolean {
    return this.done.size === 0 && this.failed.size === 0;
  }

  markDone(seq: number): void {
    this.done.add(seq);
  }

  markFailed(seq: number): void {
    this.failed.add(seq);
  }

  /** The change was kept after all, with its entry. */
  unmarkFailed(seq: number): void {
    this.failed.delete(seq);
  }

  /** Each as runs, `[first, last]` of entry numbers; empties the marks. */
  take(): { readonly done: number[][]; readonly failed: number[][] } {
    const taken = { done: runsOf(this.done), failed: runsOf(this.failed) };
    this.done.clear();
    this.failed.clear();
    return taken;
  }
}

function runsOf(numbers: ReadonlySet<number>): number[][] {
  const runs: [number, number][] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs;
}
