import type { Instant } from '../../../domain/time/instant.js';
import type { Principal } from '../../caller/principal.js';

/**
 * Entries that name patients and have no rows: readings come in by the million, and every stored reading says itself
 * whose it is, who delivered it and when.
 */
const WITHOUT_ROWS: ReadonlySet<string> = new Set(['readings.ingest']);

/** Whether the patients that an entry names each have a row for it. */
export function hasRows({ action }: { readonly action: string }): boolean {
  return !WITHOUT_ROWS.has(action);
}

/** That an entry of the log names a patient. Where from and why, the entry itself says. */
export interface Access {
  readonly patientId: string;
  readonly entryId: string;
  readonly at: Instant;
  readonly action: string;
  readonly actor: { readonly kind: Principal['kind']; readonly id: string };
}
