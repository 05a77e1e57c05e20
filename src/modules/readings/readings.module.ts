import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { HttpModule } from '../../platform/http/http.module.js';
import { DevicesModule } from '../devices/devices.module.js';
import { PatientsModule } from '../patients/patients.module.js';
import { RestatementModule } from '../restatement/restatement.module.js';
import { ATTRIBUTION_EPOCHS, attributionEpochSchema } from './attribution/attribution-epoch.schema.js';
import { AttributionEpochsRepository } from './attribution/attribution-epochs.repository.js';
import { AttributionSources } from './attribution/attribution-sources.js';
import { Rederivation } from './attribution/rederivation.js';
import { LateEvidence } from './intake/late-evidence.js';
import { ReadingStore } from './intake/reading-store.js';
import { READINGS, readingSchema } from './reading.schema.js';
import { ReadingsRecordPart } from './readings-record-part.js';
import { ReadingsController } from './readings.controller.js';
import { ReadingsRepository } from './readings.repository.js';
import { ReadingsService } from './readings.service.js';
import { QuarantineController } from './review/quarantine.controller.js';
import { ReadingReviewService } from './review/reading-review.service.js';

@Module({
  imports: [
    RestatementModule,
    DevicesModule,
    HttpModule,
    PatientsModule,
    MongooseModule.forFeature([
      { name: READINGS, schema: readingSchema },
      { name: ATTRIBUTION_EPOCHS, schema: attributionEpochSchema },
    ]),
  ],
  controllers: [ReadingsController, QuarantineController],
  providers: [
    ReadingsRecordPart,
    ReadingsRepository,
    AttributionEpochsRepository,
    AttributionSources,
    LateEvidence,
    Rederivation,
    ReadingStore,
    ReadingsService,
    ReadingReviewService,
  ],
  exports: [ReadingsService, ReadingReviewService],
})
export class ReadingsModule {}
