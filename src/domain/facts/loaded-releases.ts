/**
 * What a practice has loaded of CMS's quarterly files, as plain data. Each list is in the order of first dates of
 * service; keys are codes, for localities `STATE/NUMBER`. Relative value units, indices and units edits are as CMS
 * prints them.
 */
export interface LoadedReleases {
  readonly relativeValues: readonly LoadedRelease<LoadedRelativeValue>[];
  readonly gpci: readonly LoadedRelease<LoadedGpci>[];
  readonly mue: readonly LoadedRelease<number>[];
}

export interface LoadedRelease<T> {
  /** Its name, such as `RVU26C`. */
  readonly release: string;
  /** First date of service. */
  readonly from: string;
  readonly values: Readonly<Record<string, T>>;
}

export interface LoadedRelativeValue {
  readonly work: number;
  readonly practiceNonFacility: number;
  readonly practiceFacility: number;
  readonly malpractice: number;
}

export interface LoadedGpci {
  readonly work: number;
  readonly practice: number;
  readonly malpractice: number;
}
