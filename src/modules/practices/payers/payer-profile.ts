import type { PayerProfile } from '../../../domain/facts/coverage.js';
import type { LocalDate } from '../../../domain/time/local-date.js';
import type { Payer } from './payer.js';

type DatedProfile = Payer['profiles'][number];

/** What the payer requires on a day: the latest profile that has begun by then; null when none has. */
export function profileOn(payer: Payer, day: LocalDate): PayerProfile | null {
  const profile = datedProfileOn(payer, day);
  return profile && toPayerProfile(payer, profile);
}

/** The stored profile in force on a day, with its policy settings; null when none has begun. */
function datedProfileOn(payer: Payer, day: LocalDate): DatedProfile | null {
  let latest: DatedProfile | null = null;
  for (const profile of payer.profiles)
    if (profile.from <= day && (latest === null || profile.from > latest.from)) latest = profile;
  return latest;
}

export function toPayerProfile(payer: Payer, profile: DatedProfile): PayerProfile {
  return {
    payerId: payer.id,
    name: payer.name,
    type: payer.type,
    mac: payer.mac,
    acceptedCodes: profile.acceptedCodes,
    coveredDiagnosisGroups: profile.coveredDiagnosisGroups,
    priorAuthRequired: profile.priorAuthRequired,
    limits: profile.limits,
    policy: profile.policy,
  };
}
