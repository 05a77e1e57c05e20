import type { DeviceAssignment } from '../../../facts/readings/device.js';
import { inclusive, overlaps, type Period } from '../../../time/period.js';
import type { AssessmentContext } from '../monitoring-context.js';
import { qualifies } from './count-days.js';

/** Devices in the patient's hands on some day of the period. */
export function devicesInUse({ facts }: AssessmentContext, period: Period): readonly DeviceAssignment[] {
  return facts.assignments.filter((device) =>
    overlaps(period, inclusive(device.assignedFrom, device.assignedTo ?? period.end)),
  );
}

/** Rule R35: an assigned qualifying device is enough. No reading has to count. */
export function hasQualifyingDevice(context: AssessmentContext, period: Period): boolean {
  return devicesInUse(context, period).some((device) => qualifies(device, context.enrollment.program));
}
