import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { PracticesModule } from '../practices/practices.module.js';
import { ANNOUNCED_CHANGES, announcedChangeSchema } from '../restatement/announced-change.schema.js';
import { AnnouncedChangesRepository } from '../restatement/announced-changes.repository.js';
import { CloseQueueRepository } from '../restatement/close-queue.repository.js';
import { CLOSE_QUEUE, closeQueueSchema } from '../restatement/close-queue.schema.js';
import { CloseQueueService } from '../restatement/close-queue.service.js';
import { Derivations } from '../restatement/derivations.js';
import { SettingsMarker } from '../restatement/settings-marker.js';
import { PatientDirectory } from './patient-directory.js';
import { PATIENTS, patientSchema } from './patient.schema.js';
import { PatientsController } from './patients.controller.js';
import { PatientsRepository } from './patients.repository.js';
import { PatientsService } from './patients.service.js';

@Module({
  imports: [
    PracticesModule,
    MongooseModule.forFeature([
      { name: PATIENTS, schema: patientSchema },
      { name: CLOSE_QUEUE, schema: closeQueueSchema },
      { name: ANNOUNCED_CHANGES, schema: announcedChangeSchema },
    ]),
  ],
  controllers: [PatientsController],
  providers: [
    PatientsRepository,
    PatientDirectory,
    CloseQueueRepository,
    AnnouncedChangesRepository,
    CloseQueueService,
    Derivations,
    PatientsService,
    SettingsMarker,
  ],
  exports: [PatientsService, CloseQueueService, Derivations],
})
export class PatientsModule {}
