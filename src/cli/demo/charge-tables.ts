import type { ChargeView, NotBilledView } from '../../domain/charges/explain/charge-view.js';
import { REASON_TEXT } from '../../domain/charges/explain/reason-text.js';
import { supportedCodes } from '../../domain/rulebook/supported-codes.js';
import { dollars, table } from '../terminal/table.js';

const LABEL_WIDTH = 44;
/** The rule that requires a live conversation in the month. */
const LIVE_CONVERSATION = 'R29';

/** One row per charge with its reasons, at most 110 columns wide. */
export function chargeTable(charges: readonly ChargeView[]): string {
  let last = '';
  const rows = [...charges].sort(byPatientAndDate).map((charge) => {
    const patient = charge.patientId === last ? '' : charge.patientId;
    last = charge.patientId;
    return [
      patient,
      charge.dateOfService,
      charge.code,
      String(charge.units),
      `${charge.servicePeriod.start} – ${charge.servicePeriod.end.slice(5)}`,
      because(charge),
      charge.expectedAmountCents === null ? '' : dollars(charge.expectedAmountCents),
    ];
  });
  return table(
    [
      { title: 'patient' },
      { title: 'billed on' },
      { title: 'code' },
      { title: 'units', align: 'right' },
      { title: 'service period' },
      { title: 'because', width: 37 },
      { title: 'amount', align: 'right' },
    ],
    rows,
  );
}

/** The reasons for a charge, in a few words. */
function because(charge: ChargeView): string {
  const reasons: string[] = [];
  if (charge.minutes !== null) reasons.push(`${charge.minutes} minutes`);
  else if (charge.days !== null) reasons.push(`${charge.days} reading days`);
  if (charge.rules.includes(LIVE_CONVERSATION)) reasons.push('live conversation');
  const flags = charge.flags.map((flag) => flag.replaceAll('_', ' '));
  if (charge.reviewRequired) flags.unshift('to review');
  return [...reasons, ...flags].join(', ');
}

/** What was assessed and not charged: one row per reason, with the codes and the number of periods of each. */
export function notBilledTable(notBilled: readonly NotBilledView[]): string {
  const groups = new Map<
    string,
    { first: NotBilledView; codes: Map<string, number>; patients: Set<string> }
  >();
  for (const one of notBilled) {
    const group = groups.get(one.reason) ?? { first: one, codes: new Map(), patients: new Set() };
    group.codes.set(one.code, (group.codes.get(one.code) ?? 0) + 1);
    group.patients.add(one.patientId);
    groups.set(one.reason, group);
  }
  const rows = [...groups.values()]
    .sort(
      (a, b) =>
        rank(a.first) - rank(b.first) ||
        b.patients.size - a.patients.size ||
        order(a.first.reason, b.first.reason),
    )
    .map(({ first, codes, patients }) => [
      first.reason,
      [...codes]
        .sort(([a], [b]) => order(a, b))
        .map(([code, times]) => `${code}×${times}`)
        .join(' '),
      String(patients.size),
      REASON_TEXT[first.reason],
    ]);
  return table(
    [
      { title: 'reason' },
      { title: 'codes × periods', width: 31 },
      { title: 'patients', align: 'right' },
      { title: 'what is missing', width: 36 },
    ],
    rows,
  );
}

/** Reasons that no record could change come last. */
function rank({ reason }: NotBilledView): number {
  return reason === 'mutually_exclusive' || reason === 'code_not_effective' ? 1 : 0;
}

/** Charges, units and dollars per code, and the totals. */
export function codeTable(charges: readonly ChargeView[]): string {
  const labels = new Map(supportedCodes().map(({ code, label }) => [code, label]));
  const codes = [...new Set(charges.map(({ code }) => code))].sort(order);
  const rows = codes.map((code) => {
    const those = charges.filter((charge) => charge.code === code);
    return [code, labels.get(code) ?? '', ...sums(those)];
  });
  rows.push(['all', '', ...sums(charges)]);
  return table(
    [
      { title: 'code' },
      { title: 'what', width: LABEL_WIDTH },
      { title: 'charges', align: 'right' },
      { title: 'units', align: 'right' },
      { title: 'patients', align: 'right' },
      { title: 'expected', align: 'right' },
    ],
    rows,
  );
}

function sums(charges: readonly ChargeView[]): string[] {
  const units = charges.reduce((sum, charge) => sum + charge.units, 0);
  const cents = charges.reduce((sum, charge) => sum + (charge.expectedAmountCents ?? 0), 0);
  const patients = new Set(charges.map(({ patientId }) => patientId)).size;
  return [charges.length, units, patients]
    .map((count) => count.toLocaleString('en-US'))
    .concat(dollars(cents));
}

function byPatientAndDate(a: ChargeView, b: ChargeView): number {
  return order(a.patientId, b.patientId) || order(a.dateOfService, b.dateOfService) || order(a.code, b.code);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
