/** A parsed CMS file. `release` and `from` are null if the file does not say. Rows hold only codes of ours, and no descriptor. */
export interface CmsFile {
  readonly kind: 'relative_values' | 'gpci' | 'mue' | 'ptp';
  readonly release: string | null;
  /** First date of service. */
  readonly from: string | null;
  readonly rows: readonly object[];
}
