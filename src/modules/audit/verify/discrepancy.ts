/**
 * `changed`: an entry does not match its hash. `missing`: entries were removed. `out-of-order`: an entry is in the wrong
 * place, or appears twice. `broken-link`: an entry does not follow the one before it. `unreadable`: a line is not a line of
 * an audit log. `manifest`, `statement`: a signed line is wrong, or does not match the entries. `foreign-key`: a line is
 * signed by a key that is not the installation's, or that was already retired. `cut-short`: the export is not complete.
 */
export type DiscrepancyKind =
  | 'changed'
  | 'missing'
  | 'out-of-order'
  | 'broken-link'
  | 'unreadable'
  | 'manifest'
  | 'statement'
  | 'foreign-key'
  | 'cut-short';

export interface Discrepancy {
  readonly kind: DiscrepancyKind;
  /** The chain that is concerned, if it is one chain. */
  readonly writer: string | null;
  readonly seq: number | null;
  /** The line of the export, counted from 1; null if found at its end. */
  readonly line: number | null;
  readonly what: string;
}

/** Keeps the first discrepancy of each kind, and counts how many there are. */
export class Discrepancies {
  private readonly firsts = new Map<DiscrepancyKind, Discrepancy>();
  private readonly counts = new Map<DiscrepancyKind, number>();

  add(discrepancy: Discrepancy): void {
    const { kind } = discrepancy;
    if (!this.firsts.has(kind)) this.firsts.set(kind, discrepancy);
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }

  list(): (Discrepancy & { readonly count: number })[] {
    return Array.from(this.firsts.values(), (discrepancy) => ({
      ...discrepancy,
      count: this.counts.get(discrepancy.kind) ?? 0,
    }));
  }
}
