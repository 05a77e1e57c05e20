/** A parsed CMS file. `release` and `from` are null if the file does not say. Rows hold only supported codes, without descriptors. */
export interface CmsFile {
  readonly kind: 'relative_values' | 'gpci' | 'mue' | 'ptp';
  readonly release: string | null;
  /** First date of service. */
  readonly from: string | null;
  readonly rows: readonly object[];
}
