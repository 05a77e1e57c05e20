import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { PatientsModule } from '../patients/patients.module.js';
import { PracticesModule } from '../practices/practices.module.js';
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
    MongooseModule.forFeature([{ name: CHARGE_SOURCES, schema: chargeSourceSchema }]),
  ],
  providers: [BillingRepository, FactsLoader, PatientCloser, DueTick, BillingService, CloseSchedule],
  exports: [BillingService, BillingRepository],
})
export class BillingModule {}
