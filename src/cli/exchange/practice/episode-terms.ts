import type { EnrollmentFacts } from '../../../domain/facts/enrollment.js';
import type { EnrollmentInput } from './enrollment.input.js';

type EpisodeTerms = Pick<
  EnrollmentFacts,
  | 'diagnoses'
  | 'alsoEnrolledIn'
  | 'facilityType'
  | 'globalPeriod'
  | 'planOfCare'
  | 'therapyDiscipline'
  | 'otherOrderingPractitioners'
  | 'episodeNumber'
  | 'priorEpisodeEnd'
>;

/** An episode's terms other than its dates. Assessing and storing use the same defaults. */
export function episodeTerms(one: EnrollmentInput): EpisodeTerms {
  return {
    diagnoses: one.diagnoses ?? [],
    alsoEnrolledIn: one.alsoEnrolledIn ?? [],
    facilityType: one.facilityType ?? null,
    globalPeriod: one.globalPeriod
      ? {
          ...one.globalPeriod,
          monitoringRelatedToProcedure: one.globalPeriod.monitoringRelatedToProcedure ?? true,
        }
      : null,
    planOfCare: one.planOfCare ?? false,
    therapyDiscipline: one.therapyDiscipline ?? null,
    otherOrderingPractitioners: one.otherOrderingPractitioners ?? [],
    episodeNumber: one.episodeNumber ?? 1,
    priorEpisodeEnd: one.priorEpisodeEnd ?? null,
  };
}
