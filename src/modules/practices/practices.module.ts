import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { KnownStaff } from '../identity/users/known-staff.js';
import { RestatementModule } from '../restatement/restatement.module.js';
import { PAYERS, payerSchema } from './payers/payer.schema.js';
import { PayersController } from './payers/payers.controller.js';
import { PayersRepository } from './payers/payers.repository.js';
import { PracticeController } from './practice.controller.js';
import { PRACTICES, practiceSchema } from './practice.schema.js';
import { PracticesRepository } from './practices.repository.js';
import { PracticesService } from './practices.service.js';
import { STAFF, staffSchema } from './staff/staff-member.schema.js';
import { StaffController } from './staff/staff.controller.js';
import { StaffRepository } from './staff/staff.repository.js';

@Module({
  imports: [
    RestatementModule,
    MongooseModule.forFeature([
      { name: PRACTICES, schema: practiceSchema },
      { name: PAYERS, schema: payerSchema },
      { name: STAFF, schema: staffSchema },
    ]),
  ],
  controllers: [PracticeController, PayersController, StaffController],
  providers: [PracticesRepository, PayersRepository, StaffRepository, PracticesService],
  exports: [PracticesService],
})
export class PracticesModule {
  constructor(known: KnownStaff, staff: StaffRepository) {
    known.register(async (principal, id) => (await staff.findMany(principal, [id])).length > 0);
  }
}
