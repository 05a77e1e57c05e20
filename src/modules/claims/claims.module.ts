import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { BillingModule } from '../billing/billing.module.js';
import { PatientsModule } from '../patients/patients.module.js';
import { PracticesModule } from '../practices/practices.module.js';
import { ChargeMarker } from './batches/charge-marker.js';
import { EXPORT_BATCHES, exportBatchSchema } from './batches/export-batch.schema.js';
import { ExportBatchesController } from './batches/export-batches.controller.js';
import { ExportBatchesRepository } from './batches/export-batches.repository.js';
import { ExportBatchesService } from './batches/export-batches.service.js';
import { ClaimLinesService } from './claim-lines.service.js';
import { ClaimsRecordPart } from './claims-record-part.js';

@Module({
  imports: [
    PracticesModule,
    PatientsModule,
    BillingModule,
    MongooseModule.forFeature([{ name: EXPORT_BATCHES, schema: exportBatchSchema }]),
  ],
  controllers: [ExportBatchesController],
  providers: [
    ClaimsRecordPart,
    ClaimLinesService,
    ChargeMarker,
    ExportBatchesRepository,
    ExportBatchesService,
  ],
  exports: [ClaimLinesService],
})
export class ClaimsModule {}
