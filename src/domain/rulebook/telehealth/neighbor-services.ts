import type { LocalDate } from '../../time/local-date.js';
import type { ServiceKind } from './required-facts.js';
import type { RefusalWord } from './words.js';

/** A family of the same modality that may report what another refuses. */
export interface Neighbour {
  readonly of: ServiceKind;
  /** How the same record is read for it. */
  readonly as: 'check-in' | 'no check-in' | 'no demonstration';
  readonly label: string;
  /** Dates of service, both included. */
  readonly from: string;
  readonly to: string | null;
  readonly source: string;
}

const neighbour = (
  of: ServiceKind,
  as: Neighbour['as'],
  rest: readonly [label: string, from: string, source: string],
): Neighbour => ({ of, as, label: rest[0], from: rest[1], to: null, source: rest[2] });

/**
 * The nearest first. Telephone E/M, e-visits, images and consultations have none: their conditions are those of what lies
 * nearest, or nothing else exists in their modality; the two kinds of clinicians are told apart inside each family.
 */
export const NEIGHBOURS: readonly Neighbour[] = [
  // Up to ten minutes, with Medicare to twenty: a check-in has no rule of place or of telephone (sections 5 and 6.4).
  neighbour('visit', 'check-in', ['as a check-in', '1900-01-01', 'RHEUM25']),
  neighbour('visit before 2021', 'check-in', ['as a check-in', '1900-01-01', 'RHEUM25']),
  // Anybody may begin a visit, after whatever visit; a clinician without E/M has the telephone assessment.
  neighbour('check-in', 'no check-in', ['as a visit or call of its own', '1900-01-01', 'RHEUM25']),
  // Outside the demonstration the images themselves are the service (section 6.3).
  neighbour('store and forward, demonstration', 'no demonstration', [
    'as a review of images',
    '1900-01-01',
    'GENHEALTH',
  ]),
];

export function neighboursOf(kind: ServiceKind, day: LocalDate): readonly Neighbour[] {
  return NEIGHBOURS.filter(({ of, from, to }) => of === kind && day >= from && (to === null || day <= to));
}

/** Words that stand against every family alike. */
export const HOPELESS_WORDS: ReadonlySet<RefusalWord> = new Set<RefusalWord>([
  'MISSING_MODALITY',
  'MISSING_PATIENT_STATUS',
  'MISSING_PATIENT_LOCATION',
  'MISSING_TECHNOLOGY',
  'MISSING_CONSENT',
  'MISSING_GUARDIAN_CONSENT',
  'MISSING_MEDICAL_NECESSITY',
  'MISSING_ELIGIBILITY_CHECK',
  'PAYER_PROFILE_MISSING',
  'NOT_ELIGIBLE',
  'OUTSIDE_US',
  'NOT_LICENSED',
  'NOT_AN_EM_SERVICE',
]);
