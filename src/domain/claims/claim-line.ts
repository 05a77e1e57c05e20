import type { ChargeView } from '../charges/explain/charge-view.js';
import type { FrequencyCode } from '../charges/exportable-charges.js';
import type { LocalDate } from '../time/local-date.js';

/** The numbers on a line besides the charge; null if the record has no such number. */
export interface ClaimParties {
  readonly practiceId: string;
  readonly practiceName: string;
  readonly mrn: string | null;
  readonly payerName: string | null;
  readonly memberId: string | null;
  readonly renderingNpi: string | null;
  readonly billingNpi: string | null;
}

/** One line of charges.csv. The service period includes both days. The amount is in cents. */
export interface ClaimLine {
  readonly practice: string;
  readonly practiceName: string;
  readonly chargeId: string;
  readonly patientId: string;
  readonly mrn: string | null;
  readonly payerId: string;
  readonly payer: string | null;
  readonly memberId: string | null;
  readonly renderingNpi: string | null;
  readonly billingNpi: string | null;
  readonly placeOfService: string;
  readonly code: string;
  readonly modifiers: readonly string[];
  readonly units: number;
  readonly dateOfService: LocalDate;
  readonly servicePeriodStart: LocalDate;
  readonly servicePeriodEnd: LocalDate;
  readonly diagnoses: readonly string[];
  readonly days: number | null;
  readonly minutes: number | null;
  readonly expectedAmountCents: number | null;
  readonly status: string;
  readonly frequencyCode: FrequencyCode;
  readonly adjusts: string | null;
  /** Why the line exists: the rules it rests on, or the last reason that a person gave. */
  readonly reason: string;
  /** Path of the explanation on the server that wrote the file. */
  readonly evidenceLink: string;
}

export interface LineFrame {
  /** Overrides the charge's status, for a file that is written before the charge is marked as exported. */
  readonly status?: string;
  readonly frequencyCode?: FrequencyCode;
}

/** The claim line of one charge. It is pure, so a repeated batch gives the same file byte for byte. */
export function claimLine(charge: ChargeView, parties: ClaimParties, frame: LineFrame = {}): ClaimLine {
  return {
    practice: parties.practiceId,
    practiceName: parties.practiceName,
    chargeId: charge.id,
    patientId: charge.patientId,
    mrn: parties.mrn,
    payerId: charge.payerId,
    payer: parties.payerName,
    memberId: parties.memberId,
    renderingNpi: parties.renderingNpi,
    billingNpi: parties.billingNpi,
    placeOfService: charge.placeOfService,
    code: charge.code,
    modifiers: charge.modifiers,
    units: charge.units,
    dateOfService: charge.dateOfService,
    servicePeriodStart: charge.servicePeriod.start,
    servicePeriodEnd: charge.servicePeriod.end,
    diagnoses: charge.diagnoses,
    days: charge.days,
    minutes: charge.minutes,
    expectedAmountCents: charge.expectedAmountCents,
    status: frame.status ?? charge.status,
    frequencyCode: frame.frequencyCode ?? '1',
    adjusts: charge.adjusts,
    reason: reasonOf(charge),
    evidenceLink: `/v1/charges/${charge.id}/explain`,
  };
}

function reasonOf(charge: ChargeView): string {
  const said = charge.decisions.findLast(({ reason }) => reason !== null)?.reason;
  const rules = charge.rules.length > 0 ? `rules ${charge.rules.join(' ')}` : '';
  const kind = charge.kind === 'original' ? '' : `${charge.kind} of ${charge.adjusts ?? 'an earlier charge'}`;
  return [kind, said ?? '', rules].filter((part) => part !== '').join('; ');
}
