import type { DerivationChange } from './derivation-listener.js';

/** Changes that one write is about to make. */
export interface Announcement {
  readonly id: string;
  readonly changes: readonly DerivationChange[];
}
