import type { Instant } from '../../domain/time/instant.js';
import type { LocalDate } from '../../domain/time/local-date.js';
import { instantOfWallTime, zoneAt } from '../../domain/time/zone.js';
import type { CloseCounts } from '../../modules/billing/billing.options.js';
import type { BillingService } from '../../modules/billing/charges/billing.service.js';
import type { Principal } from '../../modules/caller/principal.js';
import type { PatientInput } from '../../modules/patients/record/patient.input.js';

const BATCH_PATIENTS = 200;

/** Noon of a day in a zone. A clock change near midnight cannot move it to another date. */
export function noonOf(day: LocalDate, zone: string): Instant {
  const noon = instantOfWallTime(`${day}T12:00:00`, zone);
  if (noon === null) throw new RangeError('noon of a date must exist in its zone');
  return noon;
}

/**
 * Closes every period that ended before `asOf` on its patient's calendar, without grace days. Patients are taken zone by
 * zone, so that `asOf` is the same date for all of them.
 */
export async function closeOver(
  billing: BillingService,
  principal: Principal,
  run: {
    readonly patients: readonly Pick<PatientInput, 'id' | 'zones'>[];
    readonly asOf: LocalDate;
    /** Called with the number of patients in each finished batch. */
    readonly onBatch: (patients: number) => void;
  },
): Promise<Pick<CloseCounts, 'failedPatients' | 'created' | 'parkedSources'>> {
  const total = { failedPatients: 0, created: 0, parkedSources: 0 };
  for (const [asOf, ids] of byInstant(run.patients, run.asOf)) {
    for (let start = 0; start < ids.length; start += BATCH_PATIENTS) {
      const batch = ids.slice(start, start + BATCH_PATIENTS);
      const { counts } = await billing.closePatients(principal, batch, { asOf, graceDays: 0 });
      total.failedPatients += counts.failedPatients;
      total.created += counts.created;
      total.parkedSources += counts.parkedSources;
      run.onBatch(batch.length);
    }
  }
  return total;
}

function byInstant(
  patients: readonly Pick<PatientInput, 'id' | 'zones'>[],
  asOf: LocalDate,
): [Instant, string[]][] {
  const groups = new Map<Instant, string[]>();
  for (const { id, zones } of patients) {
    const at = noonOf(asOf, zoneAt(zones, noonOf(asOf, zones[0]?.zone ?? 'UTC')));
    const group = groups.get(at);
    if (group) group.push(id);
    else groups.set(at, [id]);
  }
  return [...groups].sort(([a], [b]) => a - b);
}
