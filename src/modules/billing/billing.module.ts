import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { DevicesModule } from '../devices/devices.module.js';
import { EncountersModule } from '../encounters/encounters.module.js';
import { EnrollmentsModule } from '../enrollments/enrollments.module.js';
import { PatientsModule } from '../patients/patients.module.js';
import { PracticesModule } from '../practices/practices.module.js';
import { ReadingsModule } from '../readings/readings.module.js';
import { RestatementModule } from '../restatement/restatement.module.js';
import { RulebookReleasesModule } from '../rulebook-releases/rulebook-releases.module.js';
import { TimeTrackingModule } from '../time-tracking/time-tracking.module.js';
import { BillingRepository } from './charges/billing.repository.js';
import { BillingService } from './charges/billing.service.js';
import { CHARGE_SOURCES, chargeSourceSchema } from './charges/charge-source.schema.js';
import { ChargesRecordPart } from './charges/charges-record-part.js';
import { ChargesController } from './charges/charges.controller.js';
import { ReviewService } from './charges/review.service.js';
import { CloseSchedule } from './closing/close.schedule.js';
import { ClosingController } from './closing/closing.controller.js';
import { DueTick } from './closing/due-tick.js';
import { FactsLoader } from './closing/facts.loader.js';
import { ParkingService } from './closing/parking.service.js';
import { PatientCloser } from './closing/patient-closer.js';
import { ProgressController } from './progress/progress.controller.js';
import { ProgressService } from './progress/progress.service.js';

@Module({
  imports: [
    RestatementModule,
    PracticesModule,
    PatientsModule,
    DevicesModule,
    EnrollmentsModule,
    ReadingsModule,
    TimeTrackingModule,
    EncountersModule,
    RulebookReleasesModule,
    MongooseModule.forFeature([{ name: CHARGE_SOURCES, schema: chargeSourceSchema }]),
  ],
  controllers: [ChargesController, ClosingController, ProgressController],
  providers: [
    ChargesRecordPart,
    BillingRepository,
    FactsLoader,
    PatientCloser,
    DueTick,
    BillingService,
    ReviewService,
    ParkingService,
    ProgressService,
    CloseSchedule,
  ],
  exports: [BillingService, ReviewService, ProgressService],
})
export class BillingModule {}
