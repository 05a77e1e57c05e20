import { assessEncounter } from '../../domain/assess/telehealth/assess-encounter.js';
import type { TelehealthAssessment, Warning } from '../../domain/assess/telehealth/outcome.js';
import { telehealthCase } from './telehealth-case-input.js';
import { telehealthFacts } from './telehealth-case-facts.js';

/** One line of `tally assess --kind telehealth`, without the id. */
export interface TelehealthAnswer {
  readonly codes: readonly object[];
  /** Words joined by `; `, each with its detail; null where codes stand. */
  readonly refused: string | null;
  readonly warnings: readonly string[];
  readonly selectionBasis: 'time' | 'mdm' | null;
  readonly payment: object | null;
  readonly facts: object;
  readonly rules: readonly string[];
}
export type AssessedTelehealthCase =
  | ({ readonly ok: true; readonly id: string } & TelehealthAnswer)
  | { readonly ok: false; readonly id: string | null; readonly path: string; readonly message: string };

/** Parses one worked telehealth case and codes it; what does not parse names its first bad path. */
export function assessTelehealthCase(raw: unknown): AssessedTelehealthCase {
  const parsed = telehealthCase.safeParse(raw);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return {
      ok: false,
      id: idOf(raw),
      path: issue?.path.join('.') ?? '',
      message: issue?.message ?? 'not a case',
    };
  }
  const { id, input } = parsed.data;
  return { ok: true, id, ...answer(assessEncounter(telehealthFacts(input))) };
}

function answer(found: TelehealthAssessment): TelehealthAnswer {
  const { payment, countableMinutes } = found;
  return {
    codes: found.codes,
    refused:
      found.refusals.length === 0
        ? null
        : found.refusals.map(({ word, detail }) => `${word}: ${detail}`).join('; '),
    warnings: found.warnings.map(warningText),
    selectionBasis: found.selectionBasis,
    payment: payment && {
      amount: payment.amountCents / 100,
      basis: payment.basis,
      cf: payment.conversionFactor,
      geography: payment.geography,
      ...(payment.rateFactor !== 1 && { rateFactor: payment.rateFactor }),
      ...(payment.parity && { stateParity: payment.parity.kind }),
    },
    facts: countableMinutes === null ? {} : { countableMinutes },
    rules: found.rules,
  };
}

function warningText({ word, detail }: Warning): string {
  if (word === null) return detail;
  return detail === '' ? word : `${word}: ${detail}`;
}

function idOf(raw: unknown): string | null {
  if (typeof raw !== 'object' || raw === null || !('id' in raw)) return null;
  return typeof raw.id === 'string' ? raw.id : null;
}
