import type { LocalDate } from '../../time/local-date.js';
import type { SourceId } from '../sources.js';
import type { ServiceKind } from './required-facts.js';
import type { RefusalWord } from './words.js';

/** Another way to read the same record, in a family of the same modality, when its own family refuses it. */
export interface Neighbor {
  readonly of: ServiceKind;
  /** How the record is read. */
  readonly as: 'check-in' | 'no check-in' | 'no demonstration';
  readonly label: string;
  /** Dates of service, both days included; null: no end. */
  readonly from: string;
  readonly to: string | null;
  readonly source: SourceId;
}

const ALWAYS = { from: '1900-01-01', to: null };

/**
 * The nearest neighbor comes first. Telephone E/M, e-visits, images and consultations have none: either the nearest
 * family has the same conditions, or their modality has no other family. Each family distinguishes physicians from
 * clinicians who cannot bill E/M.
 */
const NEIGHBORS: readonly Neighbor[] = [
  // Up to ten minutes, or twenty for Medicare. A check-in has no rules about place or telephone (rules T5 and T6.4).
  { of: 'visit', as: 'check-in', label: 'as a check-in', ...ALWAYS, source: 'RHEUM25' },
  { of: 'visit before 2021', as: 'check-in', label: 'as a check-in', ...ALWAYS, source: 'RHEUM25' },
  // Anyone may start a visit, and after any other visit. A clinician without E/M has the telephone assessment.
  { of: 'check-in', as: 'no check-in', label: 'as a visit or call of its own', ...ALWAYS, source: 'RHEUM25' },
  // Outside the demonstration, reviewing the images is the service (rule T6.3).
  {
    of: 'store and forward, demonstration',
    as: 'no demonstration',
    label: 'as a review of images',
    ...ALWAYS,
    source: 'GENHEALTH',
  },
];

export function neighborsOf(kind: ServiceKind, day: LocalDate): readonly Neighbor[] {
  return NEIGHBORS.filter(({ of, from, to }) => of === kind && day >= from && (to === null || day <= to));
}

/** Refusals that apply in every family, so no neighbor can help. */
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
