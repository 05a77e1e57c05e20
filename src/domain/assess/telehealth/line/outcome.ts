import type { StateParity } from '../../../rulebook/telehealth/state-parity.js';
import type { RefusalWord, WarningWord } from '../../../rulebook/telehealth/words.js';
import type { ExpectedAmount } from '../../finding.js';

export type SelectionBasis = 'time' | 'mdm';

export interface TelehealthLine {
  readonly code: string;
  readonly units: number;
  readonly modifiers: readonly string[];
  /** null: a UB-04 line, or a service without a place of its own. */
  readonly pos: string | null;
}

export interface Refusal {
  readonly word: RefusalWord;
  readonly detail: string;
}

/** `word` is null for a remark that the rules give no word to. */
export interface Warning {
  readonly word: WarningWord | null;
  readonly detail: string;
}

export interface TelehealthPayment {
  readonly amountCents: number;
  readonly basis: 'non-facility' | 'facility' | 'health-centre rate';
  /** US dollars a relative value unit; null for a rate that is no product of units. */
  readonly conversionFactor: number | null;
  readonly geography: string;
  /** Part of Medicare's amount that the plan pays for telehealth: 1 is parity. */
  readonly rateFactor: number;
  /** What the patient's state asks of a fully insured plan; null for Medicare and where the state is unknown. */
  readonly parity: StateParity | null;
  /** One for each line, in order; they add up to the amount. */
  readonly lineAmounts: readonly ExpectedAmount[];
}

/** What one family of codes makes of an encounter. Lines count only while nothing refuses. */
export interface Ruling {
  readonly lines: readonly TelehealthLine[];
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly Warning[];
  readonly basis: SelectionBasis | null;
  /** Sections of the telehealth rules that decided. */
  readonly rules: readonly string[];
}

/** Another code that the same record carries, from the nearest family of its modality. */
export interface Alternative extends TelehealthLine {
  readonly why: string;
  readonly ruleRefs: readonly string[];
}

export interface TelehealthAssessment {
  readonly codes: readonly TelehealthLine[];
  readonly refusals: readonly Refusal[];
  /** Instead of a refusal, or as well as a check-in; its word `ALTERNATIVE:<code>` is among the warnings. */
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
