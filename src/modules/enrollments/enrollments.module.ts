import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { PatientsModule } from '../patients/patients.module.js';
import { PracticesModule } from '../practices/practices.module.js';
import { RestatementModule } from '../restatement/restatement.module.js';
import { ENROLLMENTS, enrollmentSchema } from './enrollment.schema.js';
import { EnrollmentsRecordPart } from './enrollments-record-part.js';
import { EnrollmentsController } from './enrollments.controller.js';
import { EnrollmentsRepository } from './enrollments.repository.js';
import { EnrollmentsService } from './enrollments.service.js';

@Module({
  imports: [
    RestatementModule,
    PracticesModule,
    PatientsModule,
    MongooseModule.forFeature([{ name: ENROLLMENTS, schema: enrollmentSchema }]),
  ],
  controllers: [EnrollmentsController],
  providers: [EnrollmentsRecordPart, EnrollmentsRepository, EnrollmentsService],
  exports: [EnrollmentsService],
})
export class EnrollmentsModule {}
