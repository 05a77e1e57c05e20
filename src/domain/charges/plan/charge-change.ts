import type { LocalDate } from '../../time/local-date.js';
import type { ChargeKind } from '../charge.js';

/** What happened to one charge, or to the source as a whole. */
export interface ChargeChange {
  readonly change: 'created' | 'updated' | 'withdrawn' | 'adjustment_proposed' | 'parked' | 'unparked';
  /** Id of the charge, or of the source for `parked` and `unparked`. */
  readonly id: string;
  readonly code: string | null;
  readonly before: ChargeBrief | null;
  readonly after: ChargeBrief | null;
}

export interface ChargeBrief {
  readonly kind: ChargeKind;
  readonly units: number;
  readonly dateOfService: LocalDate;
  readonly modifiers: readonly string[];
}
