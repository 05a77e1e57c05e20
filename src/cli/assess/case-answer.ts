import type { assessCase } from '../../domain/assess/assess-case.js';
import type { BillableFinding, NotBilledFinding } from '../../domain/assess/finding.js';

/** One line of `tally assess`, without the id. */
export interface CaseAnswer {
  readonly codes: readonly object[];
  readonly notBilled: readonly object[];
  /** Why nothing could be decided, for example a date after the last verified day; null if it was decided. */
  readonly parked: string | null;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly flags: readonly string[];
  readonly rules: readonly string[];
}

/** The decision on a case in the words of the case files. Amounts are dollars a unit. Pure. */
export function caseAnswer(assessment: ReturnType<typeof assessCase>): CaseAnswer {
  const { codes, notBilled } = assessment;
  const total = nationalTotalCents(codes);
  const known = Object.entries(assessment.facts).filter(([, value]) => value !== null && value !== undefined);
  const facts: Record<string, unknown> = Object.fromEntries(known);
  if (total !== null) facts['totalNationalNonFacility'] ??= total / 100;
  return {
    codes: codes.map(codeRow),
    notBilled: notBilled.flatMap(notBilledRows),
    parked: assessment.parkedBecause,
    facts,
    flags: assessment.flags,
    rules: [...new Set([...codes, ...notBilled].flatMap((one) => one.rules))].sort(byRuleNumber),
  };
}

function codeRow(finding: BillableFinding): object {
  return {
    code: finding.code,
    units: finding.units,
    dateOfService: finding.dateOfService,
    modifiers: finding.modifiers,
    ...(finding.amount?.basis === 'national' && {
      nationalNonFacility: finding.amount.unitAmountCents / 100,
    }),
    payer: finding.payerType,
    ...(finding.informational && { informational: true }),
    ...(finding.reviewRequired && { reviewRequired: true }),
    ...(finding.replaces !== null && { action: 'replace_prior_claim', replaces: finding.replaces }),
    ...explanation(finding),
  };
}

function notBilledRows(finding: NotBilledFinding): object[] {
  return finding.reasons.map((reason) => ({ code: finding.code, reason, ...explanation(finding) }));
}

function explanation(finding: BillableFinding | NotBilledFinding): object {
  return {
    rules: finding.rules,
    ...(finding.flags.length > 0 && { flags: finding.flags }),
    ...(Object.keys(finding.detail).length > 0 && { detail: finding.detail }),
  };
}

/** null if a paid code has no national amount, because a sum without it would be wrong. */
function nationalTotalCents(codes: readonly BillableFinding[]): number | null {
  let sum = 0;
  for (const { amount, informational } of codes) {
    if (informational) continue;
    if (amount?.basis !== 'national') return null;
    sum += amount.amountCents;
  }
  return sum;
}

function byRuleNumber(a: string, b: string): number {
  return Number(a.replace(/\D/g, '')) - Number(b.replace(/\D/g, '')) || (a < b ? -1 : 1);
}
