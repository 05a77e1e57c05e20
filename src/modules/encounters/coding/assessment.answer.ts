import { z } from 'zod';
import type {
  TelehealthAssessment,
  TelehealthPayment,
  Warning,
} from '../../../domain/assess/telehealth/line/outcome.js';
import { count } from '../../../platform/http/answers/answer-fields.js';
import type { Shown } from '../../../platform/http/answers/answers.decorator.js';

export const lineAnswer = z.strictObject({
  code: z.string(),
  units: count,
  modifiers: z.array(z.string()),
  pos: z.string().nullable(),
});
export const alternativeAnswer = lineAnswer.extend({ why: z.string(), ruleRefs: z.array(z.string()) });
export const paymentAnswer = z.strictObject({
  amount: z.number(),
  basis: z.enum(['non-facility', 'facility', 'health-center rate']),
  cf: z.number().nullable(),
  geography: z.string(),
  rateFactor: z.number().exactOptional(),
  stateParity: z
    .enum(['none', 'coverage', 'payment', 'payment-contract-opt-out', 'bh-only', 'unknown'])
    .exactOptional(),
  release: z.string().exactOptional(),
});
export const assessmentAnswer = z
  .strictObject({
    codes: z.array(lineAnswer),
    refused: z.string().nullable(),
    alternative: alternativeAnswer.nullable(),
    warnings: z.array(z.string()),
    selectionBasis: z.enum(['time', 'mdm']).nullable(),
    payment: paymentAnswer.nullable(),
    facts: z.strictObject({ countableMinutes: z.number().exactOptional() }),
    rules: z.array(z.string()),
  })
  .meta({ id: 'Assessment' });

/** The assessment of one encounter, as `tally assess --kind telehealth` prints it and the API answers it. */
export type AssessmentAnswer = Shown<z.output<typeof assessmentAnswer>>;

/** An assessment in the words of the worked cases. */
export function toAssessmentAnswer(found: TelehealthAssessment): AssessmentAnswer {
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
