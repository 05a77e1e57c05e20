import { createHash } from 'node:crypto';
import { payerToProfile } from './payer-to-profile.js';
import type { PayerFields } from './payer.input.js';

/** Before any date of service that a file can hold. */
const SINCE_EVER = '1900-01-01';
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
    for (const payer of listed) this.add(payer, payer.id, payer.from ?? SINCE_EVER);
  }

  /** The id under which a row's payer is kept: its own, else one that follows from what it asks for. */
  idOf(payer: PayerFields): string {
    const id = payer.id ?? derivedId(payer);
    if (!this.rows.has(id)) this.add(payer, id, SINCE_EVER);
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
    // A payer listed once for each of its profiles need not say everything every time.
    this.rows.set(id, {
      ...row,
      mac: row.mac ?? payer.mac ?? null,
      payerCode: row.payerCode ?? payer.payerCode ?? null,
    });
  }
}

function derivedId(payer: PayerFields): string {
  // Under an empty id, so that the text holds what the payer asks for and nothing else.
  const profile = JSON.stringify(payerToProfile(payer, ''));
  // Claims to two addresses are two payers, however alike their rules are.
  const asked = payer.payerCode ? `${profile}${payer.payerCode}` : profile;
  if (asked === JSON.stringify(payerToProfile({ type: payer.type }, ''))) return payer.type;
  return `${payer.type}-${createHash('sha256').update(asked).digest('hex').slice(0, ID_HASH_CHARACTERS)}`;
}
