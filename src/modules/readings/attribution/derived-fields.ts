import type { Attribution } from '../../../domain/facts/readings/record-reading.js';
import type { Reading } from '../reading.js';

/** The fields of a reading that are derived from assignments and zones. */
export type DerivedFields = Pick<Reading, 'status' | 'patientId' | 'serviceDay' | 'quarantineReason'>;

/** The derived fields of a reading with this attribution. */
export function derivedFields(attribution: Attribution): DerivedFields {
  if (attribution.status === 'quarantined') {
    return { status: 'quarantined', patientId: null, serviceDay: null, quarantineReason: attribution.reason };
  }
  const { patientId, serviceDay } = attribution;
  return { status: 'accepted', patientId, serviceDay, quarantineReason: null };
}

export function isDerivedAs(stored: DerivedFields, fields: DerivedFields): boolean {
  return (
    stored.status === fields.status &&
    stored.patientId === fields.patientId &&
    stored.serviceDay === fields.serviceDay &&
    stored.quarantineReason === fields.quarantineReason
  );
}
