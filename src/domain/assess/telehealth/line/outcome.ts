import type { StateParity } from '../../../rulebook/telehealth/state-parity.js';
import type { RefusalWord, WarningWord } from '../../../rulebook/telehealth/words.js';
import type { ExpectedAmount } from '../../finding.js';

export type SelectionBasis = 'time' | 'mdm';

export interface TelehealthLine {
  readonly code: string;
  readonly units: number;
  readonly modifiers: readonly string[];
  /** null: a UB-04 line, or a service without its own place. */
  readonly pos: string | null;
}

export interface Refusal {
  readonly word: RefusalWord;
  readonly detail: string;
}

/** `word` is null for a remark that the rules have no word for. */
export interface Warning {
  readonly word: WarningWord | null;
  readonly detail: string;
}

export interface TelehealthPayment {
  readonly amountCents: number;
  readonly basis: 'non-facility' | 'facility' | 'health-center rate';
  /** US dollars per relative value unit; null for a rate that is not a product of units. */
  readonly conversionFactor: number | null;
  readonly geography: string;
  /** Share of Medicare's amount that the plan pays for telehealth: 1 is parity. */
  readonly rateFactor: number;
  /** What the patient's state requires of a fully insured plan; null for Medicare or an unknown state. */
  readonly parity: StateParity | null;
  /** One per line, in order. They add up to the amount. */
  readonly lineAmounts: readonly ExpectedAmount[];
}

/** The decision of one family of codes. Lines count only if there are no refusals. */
export interface Ruling {
  readonly lines: readonly TelehealthLine[];
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly Warning[];
  readonly basis: SelectionBasis | null;
  /** Ids of the rules that decided (T0 to T14). */
  readonly rules: readonly string[];
}

/** Another code that the same record supports, from the nearest family of its modality. */
export interface Alternative extends TelehealthLine {
  readonly why: string;
  readonly ruleRefs: readonly string[];
}

export interface TelehealthAssessment {
  readonly codes: readonly TelehealthLine[];
  readonly refusals: readonly Refusal[];
  /** Set instead of a refused code, or besides a check-in. The word `ALTERNATIVE:<code>` is then among the warnings. */
  readonly alternative: Alternative | null;
  readonly warnings: readonly Warning[];
  readonly selectionBasis: SelectionBasis | null;
  readonly payment: TelehealthPayment | null;
  readonly countableMinutes: number | null;
  readonly rules: readonly string[];
}

export function refuse(word: RefusalWord, detail: string): Refusal {
  return { word, detail };
}

export function warn(word: WarningWord | null, detail = ''): Warning {
  return { word, detail };
}

export function ruling(rules: readonly string[], rest: Partial<Omit<Ruling, 'rules'>>): Ruling {
  return { lines: [], refusals: [], warnings: [], basis: null, ...rest, rules };
}
