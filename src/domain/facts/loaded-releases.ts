/**
 * CMS's quarterly files as a practice loaded them. Each list is ordered by first date of service. Keys are codes, or
 * `STATE/NUMBER` for localities; pairs of codes are a list. Relative value units, indices and unit limits are as CMS prints
 * them.
 */
export interface LoadedReleases {
  readonly relativeValues: readonly LoadedRelease<LoadedRelativeValue>[];
  readonly gpci: readonly LoadedRelease<LoadedGpci>[];
  readonly mue: readonly LoadedRelease<number>[];
  readonly ptp: readonly LoadedPtpRelease[];
}

/** NCCI procedure-to-procedure edits. Each row has its own dates, so a release is a whole history. */
interface LoadedPtpRelease {
  readonly release: string;
  readonly edits: readonly LoadedPtpEdit[];
}

interface LoadedPtpEdit {
  /** The code that is paid. */
  readonly column1: string;
  /** The code that is not paid beside it. */
  readonly column2: string;
  /** Dates of service, both included; null: still in force. */
  readonly from: string;
  readonly to: string | null;
  /** 0: no modifier separates the two; 1: one may; 9: not applicable. */
  readonly modifier: '0' | '1' | '9';
}

export interface LoadedRelease<T> {
  /** Its name, such as `RVU26C`. */
  readonly release: string;
  /** First date of service. */
  readonly from: string;
  readonly values: Readonly<Record<string, T>>;
}

interface LoadedRelativeValue {
  readonly work: number;
  readonly practiceNonFacility: number;
  readonly practiceFacility: number;
  readonly malpractice: number;
}

interface LoadedGpci {
  readonly work: number;
  readonly practice: number;
  readonly malpractice: number;
}
