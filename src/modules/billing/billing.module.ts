import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { DevicesModule } from '../devices/devices.module.js';
import { EnrollmentsModule } from '../enrollments/enrollments.module.js';
import { PatientsModule } from '../patients/patients.module.js';
import { PracticesModule } from '../practices/practices.module.js';
import { ReadingsModule } from '../readings/readings.module.js';
import { TimeTrackingModule } from '../time-tracking/time-tracking.module.js';
import { BillingRepository } from './billing.repository.js';
import { BillingService } from './billing.service.js';
import { CHARGE_SOURCES, chargeSourceSchema } from './charge-source.schema.js';
import { CloseSchedule } from './close.schedule.js';
import { DueTick } from './due-tick.js';
import { FactsLoader } from './facts.loader.js';
import { PatientCloser } from './patient-closer.js';

@Module({
  imports: [
    PracticesModule,
    PatientsModule,
    DevicesModule,
    EnrollmentsModule,
    ReadingsModule,
    TimeTrackingModule,
    MongooseModule.forFeature([{ name: CHARGE_SOURCES, schema: chargeSourceSchema }]),
  ],
  providers: [BillingRepository, FactsLoader, PatientCloser, DueTick, BillingService, CloseSchedule],
  exports: [BillingService, BillingRepository],
})
export class BillingModule {}
