import type { StoreContent } from './inspect-store.js';

/** To the thread that copies: files by their whole paths; the target must not exist. */
export interface BackupThreadOrder {
  readonly source: string;
  readonly target: string;
}

/** From it: what the copy holds, or why there is none. */
export type BackupThreadAnswer =
  | { readonly content: StoreContent; readonly sha256: string }
  | { readonly code: number | null; readonly message: string };
