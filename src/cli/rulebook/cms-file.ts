/** What a file says of itself; null where it does not. Rows hold our codes only, and no descriptor. */
export interface CmsFile {
  readonly kind: 'relative_values' | 'gpci' | 'mue' | 'ptp';
  readonly release: string | null;
  /** First date of service. */
  readonly from: string | null;
  readonly rows: readonly object[];
}
