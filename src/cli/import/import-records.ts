import type { INestApplicationContext } from '@nestjs/common';
import type { Principal } from '../../modules/caller/principal.js';
import { DevicesService } from '../../modules/devices/devices.service.js';
import { EnrollmentsService } from '../../modules/enrollments/enrollments.service.js';
import { PatientsService } from '../../modules/patients/patients.service.js';
import { PracticesService } from '../../modules/practices/practices.service.js';
import type { PracticeRecords } from '../exchange/practice/practice-records.js';

const BATCH_MAX = 1000;

/** Puts the records of a practice file in batches, in this process. Records that did not change are left alone. */
export async function importRecords(
  app: INestApplicationContext,
  principal: Principal,
  records: PracticeRecords,
): Promise<void> {
  const practices = app.get(PracticesService);
  await practices.putPractice(principal, records.practice);
  for (const batch of batchesOf(records.staff)) await practices.putStaffMembers(principal, batch);
  for (const batch of batchesOf(records.payers)) await practices.putPayers(principal, batch);
  await app.get(PatientsService).putMany(principal, records.patients);
  const devices = app.get(DevicesService);
  await devices.putMany(principal, records.devices);
  await devices.assignMany(principal, records.assignments);
  await app.get(EnrollmentsService).putMany(principal, records.enrollments);
}

function* batchesOf<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += BATCH_MAX) yield all.slice(start, start + BATCH_MAX);
}
