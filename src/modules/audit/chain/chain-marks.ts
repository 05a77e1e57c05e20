/** The outcomes of changes whose entries were stored first. Kept until the next marks entry. */
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

  /** Takes back a failure, because the change was stored after all, together with its entry. */
  unmarkFailed(seq: number): void {
    this.failed.delete(seq);
  }

  /** Returns the marks as runs of entry numbers, `[first, last]`, and clears them. */
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
