import { z } from 'zod';
import type {
  Alternative,
  TelehealthAssessment,
  TelehealthLine,
  TelehealthPayment,
  Warning,
} from '../../../domain/assess/telehealth/line/outcome.js';
import type { StateParity } from '../../../domain/rulebook/telehealth/state-parity.js';
import { count } from '../../../platform/http/answers/answer-fields.js';

/** The assessment of one encounter, as `tally assess --kind telehealth` prints it and the API answers it. */
export interface AssessmentAnswer {
  readonly codes: readonly TelehealthLine[];
  /** Words joined by `; `, each with its detail; null if there are codes. */
  readonly refused: string | null;
  /** Another code that the same record supports: instead of a refusal, or in addition to a check-in. */
  readonly alternative: Alternative | null;
  readonly warnings: readonly string[];
  readonly selectionBasis: 'time' | 'mdm' | null;
  readonly payment: PaymentAnswer | null;
  readonly facts: { readonly countableMinutes?: number };
  readonly rules: readonly string[];
}

interface PaymentAnswer {
  /** US dollars. */
  readonly amount: number;
  readonly basis: TelehealthPayment['basis'];
  readonly cf: number | null;
  readonly geography: string;
  readonly rateFactor?: number;
  readonly stateParity?: StateParity['kind'];
  /** Names of the practice's loaded releases that priced it. */
  readonly release?: string;
}

export const lineBody = z.strictObject({
  code: z.string(),
  units: count,
  modifiers: z.array(z.string()),
  pos: z.string().nullable(),
});
export const alternativeBody = lineBody.extend({ why: z.string(), ruleRefs: z.array(z.string()) });
export const paymentBody = z.strictObject({
  amount: z.number(),
  basis: z.enum(['non-facility', 'facility', 'health-centre rate']),
  cf: z.number().nullable(),
  geography: z.string(),
  rateFactor: z.number().exactOptional(),
  stateParity: z
    .enum(['none', 'coverage', 'payment', 'payment-contract-opt-out', 'bh-only', 'unknown'])
    .exactOptional(),
  release: z.string().exactOptional(),
});
export const assessmentBody = z
  .strictObject({
    codes: z.array(lineBody),
    refused: z.string().nullable(),
    alternative: alternativeBody.nullable(),
    warnings: z.array(z.string()),
    selectionBasis: z.enum(['time', 'mdm']).nullable(),
    payment: paymentBody.nullable(),
    facts: z.strictObject({ countableMinutes: z.number().exactOptional() }),
    rules: z.array(z.string()),
  })
  .meta({ id: 'Assessment' });

/** An assessment in the words of the worked cases. */
export function assessmentAnswer(found: TelehealthAssessment): AssessmentAnswer {
  const { payment, countableMinutes } = found;
  const release = payment && releaseOf(payment);
  return {
    codes: found.codes,
    refused:
      found.refusals.length === 0
        ? null
        : found.refusals.map(({ word, detail }) => `${word}: ${detail}`).join('; '),
    alternative: found.alternative,
    warnings: found.warnings.map(warningText),
    selectionBasis: found.selectionBasis,
    payment: payment && {
      amount: payment.amountCents / 100,
      basis: payment.basis,
      cf: payment.conversionFactor,
      geography: payment.geography,
      ...(payment.rateFactor !== 1 && { rateFactor: payment.rateFactor }),
      ...(payment.parity && { stateParity: payment.parity.kind }),
      ...(release !== null && { release }),
    },
    facts: countableMinutes === null ? {} : { countableMinutes },
    rules: found.rules,
  };
}

function releaseOf({ lineAmounts }: TelehealthPayment): string | null {
  const names = new Set(lineAmounts.flatMap(({ release }) => (release === null ? [] : [release])));
  return names.size === 0 ? null : [...names].join(' + ');
}

function warningText({ word, detail }: Warning): string {
  if (word === null) return detail;
  return detail === '' ? word : `${word}: ${detail}`;
}
