import type { EnrollmentFacts } from '../../domain/facts/enrollment.js';
import type { Enrollment } from './enrollment.js';

/** The enrollment as the core needs it. A refused consent counts as none, and a withdrawn one ends. */
export function toFacts(enrollment: Enrollment): EnrollmentFacts {
  const { consent, order } = enrollment;
  const agreed = consent !== null && consent.status !== 'refused' ? consent : null;
  return {
    id: enrollment.id,
    program: enrollment.program,
    practiceId: enrollment.practiceId,
    billingPractitionerId: enrollment.billingPractitionerId,
    startDate: enrollment.startDate,
    endDate: enrollment.endDate,
    endReason: enrollment.endReason,
    consentDate: agreed?.date ?? null,
    consentWithdrawnOn: agreed?.withdrawnOn ?? null,
    orderDate: order?.date ?? null,
    diagnoses: enrollment.diagnoses,
    alsoEnrolledIn: enrollment.alsoEnrolledIn,
    facilityType: enrollment.facilityType,
    globalPeriod: enrollment.globalPeriod,
    planOfCare: enrollment.planOfCare,
    therapyDiscipline: enrollment.therapyDiscipline,
    otherOrderingPractitioners: enrollment.otherOrderingPractitioners,
    episodeNumber: enrollment.episodeNumber,
    priorEpisodeEnd: enrollment.priorEpisodeEnd,
    pinnedWindowStart: enrollment.pinnedWindowStart,
  };
}
