import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { PatientsModule } from '../patients/patients.module.js';
import { RestatementModule } from '../restatement/restatement.module.js';
import { assignmentSchema, DEVICE_ASSIGNMENTS } from './assignments/assignment.schema.js';
import { AssignmentsController } from './assignments/assignments.controller.js';
import { AssignmentsRepository } from './assignments/assignments.repository.js';
import { AssignmentsService } from './assignments/assignments.service.js';
import { DEVICES, deviceSchema } from './device.schema.js';
import { DevicesRecordPart } from './devices-record-part.js';
import { DevicesController } from './devices.controller.js';
import { DevicesRepository } from './devices.repository.js';
import { DevicesService } from './devices.service.js';

@Module({
  imports: [
    RestatementModule,
    PatientsModule,
    MongooseModule.forFeature([
      { name: DEVICES, schema: deviceSchema },
      { name: DEVICE_ASSIGNMENTS, schema: assignmentSchema },
    ]),
  ],
  controllers: [DevicesController, AssignmentsController],
  providers: [
    DevicesRecordPart,
    DevicesRepository,
    AssignmentsRepository,
    AssignmentsService,
    DevicesService,
  ],
  exports: [DevicesService],
})
export class DevicesModule {}
