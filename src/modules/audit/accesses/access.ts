import type { Instant } from '../../../domain/time/instant.js';
import type { Principal } from '../../caller/principal.js';

/**
 * The actions whose entries name patients but get no rows. Readings arrive by the million, and every stored reading already
 * says whose it is, who delivered it and when.
 */
const WITHOUT_ROWS: ReadonlySet<string> = new Set(['readings.ingest']);

/** Whether each patient that the entry names has an access row. */
export function hasRows({ action }: { readonly action: string }): boolean {
  return !WITHOUT_ROWS.has(action);
}

/** Says that an entry of the log names a patient. The entry itself says from where and why. */
export interface Access {
  readonly patientId: string;
  readonly entryId: string;
  readonly at: Instant;
  readonly action: string;
  readonly actor: { readonly kind: Principal['kind']; readonly id: string };
}
