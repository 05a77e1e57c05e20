import { createHash } from 'node:crypto';
import { payerToProfile } from './payer-to-profile.js';
import type { PayerFields } from './payer.input.js';

/** Earlier than any date of service. */
const EARLIEST_DATE = '1900-01-01';
const ID_HASH_CHARACTERS = 8;

type ListedPayer = PayerFields & { readonly id: string; readonly from?: string | null | undefined };
interface PayerRow {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly mac: string | null;
  readonly payerCode: string | null;
  readonly profiles: object[];
}

/** The payers of a practice file: those it lists, and one record for each distinct payer that its rows describe. */
export class PayerDirectory {
  private readonly rows = new Map<string, PayerRow>();

  constructor(listed: readonly ListedPayer[]) {
    for (const payer of listed) this.add(payer, payer.id, payer.from ?? EARLIEST_DATE);
  }

  /** The id under which a row's payer is kept: its own, or one derived from its requirements. */
  idOf(payer: PayerFields): string {
    const id = payer.id ?? derivedId(payer);
    if (!this.rows.has(id)) this.add(payer, id, EARLIEST_DATE);
    return id;
  }

  records(): readonly PayerRow[] {
    return [...this.rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  private add(payer: PayerFields, id: string, from: string): void {
    const { acceptedCodes, coveredDiagnosisGroups, priorAuthRequired, limits } = payerToProfile(payer, id);
    const profile = { from, acceptedCodes, coveredDiagnosisGroups, priorAuthRequired, limits };
    const row = this.rows.get(id) ?? {
      id,
      name: payer.name ?? payer.type,
      type: payer.type,
      mac: payer.mac ?? null,
      payerCode: payer.payerCode ?? null,
      profiles: [],
    };
    row.profiles.push(profile);
    // A payer listed once per profile need not repeat every field.
    this.rows.set(id, {
      ...row,
      mac: row.mac ?? payer.mac ?? null,
      payerCode: row.payerCode ?? payer.payerCode ?? null,
    });
  }
}

function derivedId(payer: PayerFields): string {
  // With an empty id, so that the text holds only the payer's requirements.
  const profile = JSON.stringify(payerToProfile(payer, ''));
  // Two claim addresses are two payers, even if their rules are the same.
  const requirements = payer.payerCode ? `${profile}${payer.payerCode}` : profile;
  if (requirements === JSON.stringify(payerToProfile({ type: payer.type }, ''))) return payer.type;
  return `${payer.type}-${createHash('sha256').update(requirements).digest('hex').slice(0, ID_HASH_CHARACTERS)}`;
}
