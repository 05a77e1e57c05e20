import { Module } from '@nestjs/common';
import { PatientsModule } from '../patients/patients.module.js';
import { PracticesModule } from '../practices/practices.module.js';
import { ReadingsModule } from '../readings/readings.module.js';
import { AccessReportController } from './access-report/access-report.controller.js';
import { AccessReportService } from './access-report/access-report.service.js';
import { ErasureSchedule } from './erasure.schedule.js';
import { PatientRecordsController } from './patient-records.controller.js';
import { PatientRecordsService } from './patient-records.service.js';

@Module({
  imports: [PracticesModule, PatientsModule, ReadingsModule],
  controllers: [PatientRecordsController, AccessReportController],
  providers: [PatientRecordsService, AccessReportService, ErasureSchedule],
})
export class PatientRecordsModule {}
