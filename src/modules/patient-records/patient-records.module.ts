import { Module } from '@nestjs/common';
import { BillingModule } from '../billing/billing.module.js';
import { ClaimsModule } from '../claims/claims.module.js';
import { DevicesModule } from '../devices/devices.module.js';
import { EncountersModule } from '../encounters/encounters.module.js';
import { PatientsModule } from '../patients/patients.module.js';
import { PracticesModule } from '../practices/practices.module.js';
import { ReadingsModule } from '../readings/readings.module.js';
import { TimeTrackingModule } from '../time-tracking/time-tracking.module.js';
import { ErasureRepository } from './erasure.repository.js';
import { ErasureSchedule } from './erasure.schedule.js';
import { PatientRecordsController } from './patient-records.controller.js';
import { PatientRecordsRepository } from './patient-records.repository.js';
import { PatientRecordsService } from './patient-records.service.js';

@Module({
  imports: [
    PracticesModule,
    PatientsModule,
    DevicesModule,
    ReadingsModule,
    TimeTrackingModule,
    EncountersModule,
    BillingModule,
    ClaimsModule,
  ],
  controllers: [PatientRecordsController],
  providers: [PatientRecordsRepository, ErasureRepository, PatientRecordsService, ErasureSchedule],
})
export class PatientRecordsModule {}
