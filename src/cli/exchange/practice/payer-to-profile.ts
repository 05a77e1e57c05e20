import type { FrequencyLimit, PayerProfile } from '../../../domain/facts/coverage.js';
import type { PayerFields } from './payer.input.js';

/** The profile of a payer in a file, under the id that the caller gives it. Pure. */
export function payerToProfile(payer: PayerFields, payerId: string): PayerProfile {
  const policy = payer.coveragePolicy;
  const restricted = policy ? policy.active !== false : false;
  return {
    payerId,
    name: payer.name ?? null,
    type: payer.type,
    mac: payer.mac ?? null,
    acceptedCodes: payer.acceptedCodes ?? null,
    coveredDiagnosisGroups: restricted ? (policy?.rpmCoveredDiagnoses ?? null) : null,
    priorAuthRequired: payer.priorAuthRequired ?? false,
    limits: Object.fromEntries(
      Object.entries(payer.limits ?? {}).map(([code, limit]): [string, FrequencyLimit] => [
        code,
        {
          max: limit.max,
          per: limit.per,
          requires: Object.fromEntries(
            Object.entries(limit.requires ?? {}).map(([other, span]) => [other, Number.parseInt(span, 10)]),
          ),
        },
      ]),
    ),
  };
}
