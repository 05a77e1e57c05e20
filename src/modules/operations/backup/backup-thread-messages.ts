import type { StoreContent } from './inspect-store.js';

/** The order to the copying thread. Both files are absolute paths; the target must not exist. */
export interface BackupThreadOrder {
  readonly source: string;
  readonly target: string;
}

/** The thread's answer: the content of the copy, or the error that prevented it. */
export type BackupThreadAnswer =
  | { readonly content: StoreContent; readonly sha256: string }
  | { readonly code: number | null; readonly message: string };
