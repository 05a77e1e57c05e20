import type { SourceKind } from './finding.js';

/**
 * Ids of sources of charges, spelled the same in a decision, in the store and in addresses: `E1~supply~2025-11-03`,
 * `E1~management~2025-11`, `E1~set-up~1`, `V1~encounter`. `~` separates the parts because no id that a client may choose
 * contains it and a URL need not escape it.
 */
export function enrollmentSourceId(
  enrollmentId: string,
  kind: Exclude<SourceKind, 'encounter'>,
  key: string,
): string {
  return `${sourceIdPrefix(enrollmentId, kind)}${key}`;
}

/** What the ids of all sources of one enrollment and kind begin with. */
export function sourceIdPrefix(enrollmentId: string, kind: Exclude<SourceKind, 'encounter'>): string {
  return `${enrollmentId}~${kind}~`;
}

/** One source for an encounter and all its amendments. */
export function encounterSourceId(rootId: string): string {
  return `${rootId}~encounter`;
}
