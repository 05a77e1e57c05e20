import { Module } from '@nestjs/common';
import { AccessesRecordPart } from '../audit/accesses/accesses-record-part.js';
import { BillingModule } from '../billing/billing.module.js';
import { ChargesRecordPart } from '../billing/charges/charges-record-part.js';
import { ClaimsRecordPart } from '../claims/claims-record-part.js';
import { ClaimsModule } from '../claims/claims.module.js';
import { DevicesRecordPart } from '../devices/devices-record-part.js';
import { DevicesModule } from '../devices/devices.module.js';
import { EncountersRecordPart } from '../encounters/encounters-record-part.js';
import { EncountersModule } from '../encounters/encounters.module.js';
import { EnrollmentsRecordPart } from '../enrollments/enrollments-record-part.js';
import { EnrollmentsModule } from '../enrollments/enrollments.module.js';
import { EmergencyRecordPart } from '../identity/emergency/emergency-record-part.js';
import { PatientsRecordPart } from '../patients/patients-record-part.js';
import { PatientsModule } from '../patients/patients.module.js';
import { PracticesModule } from '../practices/practices.module.js';
import { ReadingsRecordPart } from '../readings/readings-record-part.js';
import { ReadingsModule } from '../readings/readings.module.js';
import type { PatientRecordPart } from '../records/patient-record/patient-record-part.js';
import { RestatementRecordPart } from '../restatement/restatement-record-part.js';
import { RestatementModule } from '../restatement/restatement.module.js';
import { TimeRecordPart } from '../time-tracking/time-record-part.js';
import { TimeTrackingModule } from '../time-tracking/time-tracking.module.js';
import { AccessReportController } from './access-report/access-report.controller.js';
import { AccessReportService } from './access-report/access-report.service.js';
import { ErasureSchedule } from './erasure.schedule.js';
import { PatientRecordParts, RECORD_PARTS } from './patient-record-parts.js';
import { PatientRecordsController } from './patient-records.controller.js';
import { PatientRecordsService } from './patient-records.service.js';

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
    BillingModule,
    ClaimsModule,
  ],
  controllers: [PatientRecordsController, AccessReportController],
  providers: [
    {
      provide: RECORD_PARTS,
      // Charges come after the evidence they rest on. A new module with data about patients adds its part here.
      inject: [
        PatientsRecordPart,
        EnrollmentsRecordPart,
        DevicesRecordPart,
        ReadingsRecordPart,
        TimeRecordPart,
        RestatementRecordPart,
        EncountersRecordPart,
        ChargesRecordPart,
        ClaimsRecordPart,
        AccessesRecordPart,
        EmergencyRecordPart,
      ],
      useFactory: (...parts: PatientRecordPart[]) => parts,
    },
    PatientRecordParts,
    PatientRecordsService,
    AccessReportService,
    ErasureSchedule,
  ],
})
export class PatientRecordsModule {}
