import { recordSchema, type RecordDoc } from '../records/record-schema.js';
import type { Enrollment } from './enrollment.js';

export const ENROLLMENTS = 'enrollments';

export type EnrollmentDoc = RecordDoc & Enrollment;

export const enrollmentSchema = recordSchema<EnrollmentDoc>(ENROLLMENTS, {
  patientId: String,
  startDate: String,
});
enrollmentSchema.index({ practiceId: 1, patientId: 1 });
enrollmentSchema.index({ practiceId: 1, startDate: 1 });
