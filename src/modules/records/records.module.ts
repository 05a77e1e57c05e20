import { Global, Module } from '@nestjs/common';
import { PatientRecordParts } from './patient-record/patient-record-parts.js';

@Global()
@Module({ providers: [PatientRecordParts], exports: [PatientRecordParts] })
export class RecordsModule {}
