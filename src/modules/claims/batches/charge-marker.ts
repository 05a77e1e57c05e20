import { Injectable } from '@nestjs/common';
import { parseChargeId } from '../../../domain/charges/charge-id.js';
import type { Charge, ChargeSource, Decision } from '../../../domain/charges/charge.js';
import { slotOfCode } from '../../../domain/charges/plan/charge-slot.js';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { BillingService } from '../../billing/charges/billing.service.js';
import type { Principal } from '../../caller/principal.js';

const SOURCES_TOGETHER = 250;
const ATTEMPTS_MAX = 8;

/** Changes one charge of a source. Null leaves the charge unchanged. */
type Marking = (charge: Charge, source: ChargeSource) => Charge | null;

/** Marks the charges of a batch with one versioned write per source. Safe to repeat. */
@Injectable()
export class ChargeMarker {
  constructor(private readonly billing: BillingService) {}

  /** @returns the charges afterward, by id */
  async mark(
    principal: Principal,
    chargeIds: readonly string[],
    marking: Marking,
  ): Promise<ReadonlyMap<string, Charge>> {
    const bySource = new Map<string, Set<string>>();
    for (const id of chargeIds) {
      const sourceId = parseChargeId(id)?.sourceId ?? '';
      bySource.set(sourceId, (bySource.get(sourceId) ?? new Set()).add(id));
    }
    const marked = new Map<string, Charge>();
    const sourceIds = [...bySource.keys()];
    for (let start = 0; start < sourceIds.length; start += SOURCES_TOGETHER) {
      const some = sourceIds.slice(start, start + SOURCES_TOGETHER);
      await this.markSources(principal, new Map(some.map((id) => [id, bySource.get(id) ?? new Set()])), {
        marking,
        marked,
      });
    }
    return marked;
  }

  private async markSources(
    principal: Principal,
    wanted: ReadonlyMap<string, ReadonlySet<string>>,
    work: { readonly marking: Marking; readonly marked: Map<string, Charge> },
  ): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const stored = await this.billing.sourcesById(principal, [...wanted.keys()]);
      const writes = stored.flatMap(({ source, version }) => {
        const ids = wanted.get(source.sourceId) ?? new Set();
        const charges = source.charges.map((charge) =>
          ids.has(charge.id) ? (work.marking(charge, source) ?? charge) : charge,
        );
        for (const charge of charges) if (ids.has(charge.id)) work.marked.set(charge.id, charge);
        const changed = charges.some((charge, at) => charge !== source.charges[at]);
        return changed ? [{ source: { ...source, charges }, before: version }] : [];
      });
      if (await this.billing.writeSources(principal, writes)) return;
    }
    throw new ProblemError(409, 'The charges are being changed by others; request the same batch again.');
  }
}

/** Marks an approved charge as exported in a batch. */
export function exportedIn(number: number, charge: Charge, who: Omit<Decision, 'action'>): Charge {
  const decisions = [...charge.decisions, { action: 'export' as const, ...who }];
  return { ...charge, status: 'exported', batchNumber: number, decisions };
}

/** Withdraws an exported charge. It does not return to approved if an approved adjustment has replaced or voided it. */
export function givenBack(source: ChargeSource, charge: Charge, who: Omit<Decision, 'action'>): Charge {
  const { trail } = slotOfCode(source, charge.code);
  const at = trail.findIndex(({ id }) => id === charge.id);
  const later = trail.slice(at + 1).find(({ status }) => status === 'approved');
  const status = later === undefined ? 'approved' : later.kind === 'void' ? 'voided' : 'replaced';
  const decisions = [...charge.decisions, { action: 'withdraw-export' as const, ...who }];
  return { ...charge, status, batchNumber: null, decisions };
}
