import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { PracticesModule } from '../practices/practices.module.js';
import { RestatementModule } from '../restatement/restatement.module.js';
import { PatientErasuresService } from './erasure/patient-erasures.service.js';
import { PatientDirectory } from './patient-directory.js';
import { PatientsRecordPart } from './patients-record-part.js';
import { PatientsController } from './patients.controller.js';
import { PatientsRepository } from './patients.repository.js';
import { PatientsService } from './patients.service.js';
import { PATIENTS, patientSchema } from './record/patient.schema.js';
import { SettingsMarker } from './settings-marker.js';

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
