import { formatInstant } from '../../../domain/time/instant.js';
import type { Assignment } from './assignment.js';

export type AssignmentView = Omit<Assignment, 'from' | 'to' | 'recordedAt'> & {
  readonly from: string;
  readonly to: string | null;
  readonly recordedAt: string;
};

/** An assignment as the API writes it: instants as ISO 8601 in UTC. */
export function assignmentView(assignment: Assignment): AssignmentView {
  return {
    ...assignment,
    from: formatInstant(assignment.from),
    to: assignment.to === null ? null : formatInstant(assignment.to),
    recordedAt: formatInstant(assignment.recordedAt),
  };
}
