import type { INestApplicationContext } from '@nestjs/common';
import type { Principal } from '../../modules/caller/principal.js';
import { DevicesService } from '../../modules/devices/devices.service.js';
import { EnrollmentsService } from '../../modules/enrollments/enrollments.service.js';
import { PatientsService } from '../../modules/patients/patients.service.js';
import { PracticesService } from '../../modules/practices/practices.service.js';
import type { RecordSink } from './import-records.js';

const BATCH_MAX = 1000;

/** Puts records in batches through the services of this process. */
export function serviceSink(app: INestApplicationContext, principal: Principal): RecordSink {
  const practices = app.get(PracticesService);
  const devices = app.get(DevicesService);
  return {
    practice: (practice) => practices.putPractice(principal, practice),
    staff: (staff) => inBatches(staff, (batch) => practices.putStaffMembers(principal, batch)),
    payers: (payers) => inBatches(payers, (batch) => practices.putPayers(principal, batch)),
    patients: async (patients) => {
      const saved = await app.get(PatientsService).putMany(principal, patients);
      return new Set(saved.flatMap((one) => (one.outcome === 'erased' ? [one.id] : [])));
    },
    devices: (records) => devices.putMany(principal, records),
    assignments: (assignments) => devices.assignMany(principal, assignments),
    enrollments: (enrollments) => app.get(EnrollmentsService).putMany(principal, enrollments),
  };
}

async function inBatches<T>(
  all: readonly T[],
  put: (batch: readonly T[]) => Promise<unknown>,
): Promise<void> {
  for (let start = 0; start < all.length; start += BATCH_MAX) await put(all.slice(start, start + BATCH_MAX));
}
