import type { Attribution } from '../../../domain/facts/readings/record-reading.js';
import type { ReadingDoc } from '../reading.schema.js';

export type DerivedFields = Pick<ReadingDoc, 'status' | 'patientId' | 'serviceDay' | 'quarantineReason'>;

/** An attribution as a stored reading holds it. */
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
