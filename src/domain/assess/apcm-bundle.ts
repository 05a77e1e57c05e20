import { telehealthCode } from '../rulebook/codes.js';
import { CARE_BUNDLES, type CareBundle } from '../rulebook/monitoring/concurrency.js';
import { holds } from '../time/period.js';
import type { Finding, SourceAssessment } from './finding.js';

/**
 * Withholds the check-ins and e-visits that a month's APCM includes: those of the same practitioner and payer on a date of
 * the month (docs/rules/concurrency.md). It looks at all sources of a patient at once, so the order of closing does not matter.
 * @param practitionerOf who bills a source; null: unknown, so no bundle includes it
 */
export function withApcmBundle(
  sources: readonly SourceAssessment[],
  practitionerOf: (source: SourceAssessment) => string | null,
): readonly SourceAssessment[] {
  const bundles = sources.flatMap((source) =>
    source.findings.flatMap((finding) => {
      const bundle = CARE_BUNDLES.get(finding.code);
      return finding.outcome === 'billable' && bundle
        ? [{ finding, source, bundle, practitioner: practitionerOf(source) }]
        : [];
    }),
  );
  if (bundles.length === 0) return sources;
  return sources.map((source) => {
    if (source.kind !== 'encounter') return source;
    const practitioner = practitionerOf(source);
    const findings = source.findings.map((finding): Finding => {
      if (finding.outcome !== 'billable' || practitioner === null) return finding;
      const taker = bundles.find(
        (each) =>
          each.practitioner === practitioner &&
          each.finding.payerId === finding.payerId &&
          takesIn(each.bundle, finding.code) &&
          holds(each.source.period, finding.dateOfService),
      );
      return taker
        ? {
            outcome: 'not_billed',
            code: finding.code,
            reasons: ['mutually_exclusive'],
            rules: ['APCM'],
            flags: finding.flags,
            detail: { ...finding.detail, rival: taker.finding.code },
          }
        : finding;
    });
    return { ...source, findings };
  });
}

function takesIn({ families }: CareBundle, code: string): boolean {
  const family = telehealthCode(code)?.family;
  return family !== undefined && families.includes(family);
}
