import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { PracticesModule } from '../practices/practices.module.js';
import { PatientDirectory } from './patient-directory.js';
import { PATIENTS, patientSchema } from './record/patient.schema.js';
import { PatientsController } from './patients.controller.js';
import { PatientsRepository } from './patients.repository.js';
import { PatientErasuresService } from './erasure/patient-erasures.service.js';
import { PatientsService } from './patients.service.js';
import { RestatementModule } from '../restatement/restatement.module.js';
import { SettingsMarker } from './settings-marker.js';
import { PatientsRecordPart } from './patients-record-part.js';

@Module({
  imports: [
    RestatementModule,
    PracticesModule,
    MongooseModule.forFeature([{ name: PATIENTS, schema: patientSchema }]),
  ],
  controllers: [PatientsController],
  providers: [
    PatientsRecordPart,
    PatientsRepository,
    PatientDirectory,
    PatientsService,
    PatientErasuresService,
    SettingsMarker,
  ],
  exports: [PatientsService, PatientErasuresService],
})
export class PatientsModule {}
