import type { CodableEncounter } from '../../src/domain/assess/encounters/record/codable-encounter.js';
import type { EncounterFacts } from '../../src/domain/facts/encounter.js';
import { instant } from '../../src/domain/time/instant.js';
import { daysBetween, localDate } from '../../src/domain/time/local-date.js';
import { encounter, type EncounterChange } from './encounter.js';

export const DAY = localDate('2025-06-10');
const HOUR = Date.parse('2025-06-10T15:00:00Z');
const MINUTE = 60_000;

/** A signed video visit of twenty minutes, at a minute of the same hour of its date. It does not say whether the patient is established. */
export function visitRecord(
  rootId: string,
  change: EncounterChange = {},
  more: Partial<CodableEncounter> & { readonly minute?: number } = {},
): CodableEncounter {
  const facts: EncounterFacts = encounter({ patientStatus: null, minutes: 20, ...change });
  const { minute = 0, ...rest } = more;
  const start = instant(HOUR + (daysBetween(DAY, facts.dateOfService) * 1440 + minute) * MINUTE);
  return {
    id: rootId,
    rootId,
    patientId: 'P',
    voided: false,
    clinicianId: 'DR',
    specialty: 'family',
    subspecialty: null,
    billingPractitionerId: 'DR',
    diagnoses: [],
    consent: { date: null, method: null, takenBy: null },
    facts,
    proof: null,
    windowStart: facts.dateOfService,
    spans: [
      {
        staffId: rest.clinicianId ?? 'DR',
        start,
        end: instant(start + (facts.minutes ?? 0) * MINUTE),
      },
    ],
    clinicianElsewhere: false,
    payer: { payerId: 'plan', payerType: 'commercial', profile: 'commercial-cpt2025' },
    signed: { by: 'DR', at: instant(Date.parse('2025-06-10T16:00:00Z')), codes: [] },
    ...rest,
  };
}
