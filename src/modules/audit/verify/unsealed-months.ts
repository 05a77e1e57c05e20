/** More time than the hourly schedule needs to seal a month. */
const GRACE_MS = 2 * 86_400_000;
const MONTH = /^\d{4}-\d{2}/;

/** Finds past months that have entries but no manifest, neither their own nor a later one. */
export class UnsealedMonths {
  private sealed = '';
  private readonly months = new Set<string>();

  seal(month: string): void {
    if (month > this.sealed) this.sealed = month;
  }

  take(at: unknown): void {
    const month = typeof at === 'string' ? MONTH.exec(at)?.[0] : undefined;
    if (month !== undefined) this.months.add(month);
  }

  /** The first such month, `YYYY-MM`. @param madeAt when the export was made */
  first(madeAt: string): string | null {
    const [first] = [...this.months].filter((month) => month > this.sealed).sort();
    if (first === undefined) return null;
    const [year = 0, month = 0] = first.split('-').map(Number);
    return Date.parse(madeAt) >= Date.UTC(year, month, 1) + GRACE_MS ? first : null;
  }
}
