/**
 * `changed`: an entry is not what was hashed. `missing`: entries were taken away. `out-of-order`: an entry stands where
 * it does not belong, or twice. `broken-link`: an entry does not follow the one before it. `unreadable`: a line has no form
 * of this log. `manifest`, `statement`: a signed line is wrong, or does not fit the entries. `foreign-key`: a line is signed
 * by a key that is not the installation's, or was retired before. `cut-short`: the export does not end as it should.
 */
export type FindingKind =
  | 'changed'
  | 'missing'
  | 'out-of-order'
  | 'broken-link'
  | 'unreadable'
  | 'manifest'
  | 'statement'
  | 'foreign-key'
  | 'cut-short';

export interface Finding {
  readonly kind: FindingKind;
  /** The chain, where it is about one. */
  readonly writer: string | null;
  readonly seq: number | null;
  /** Of the export, from 1; null at its end. */
  readonly line: number | null;
  readonly what: string;
}

/** Keeps the first finding of each kind, and how many there were. */
export class Findings {
  private readonly firsts = new Map<FindingKind, Finding>();
  private readonly counts = new Map<FindingKind, number>();

  add(finding: Finding): void {
    const { kind } = finding;
    if (!this.firsts.has(kind)) this.firsts.set(kind, finding);
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }

  list(): (Finding & { readonly count: number })[] {
    return Array.from(this.firsts.values(), (finding) => ({
      ...finding,
      count: this.counts.get(finding.kind) ?? 0,
    }));
  }
}
