import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { ANNOUNCED_CHANGES, announcedChangeSchema } from './announced-change.schema.js';
import { AnnouncedChangesRepository } from './announced-changes.repository.js';
import { CloseQueueRepository } from './close-queue.repository.js';
import { CLOSE_QUEUE, closeQueueSchema } from './close-queue.schema.js';
import { CloseQueueService } from './close-queue.service.js';
import { Derivations } from './derivations.js';
import { RestatementRecordPart } from './restatement-record-part.js';
import { SettingsListeners } from './settings-listeners.js';

@Module({
  imports: [
    MongooseModule.forFeature([
      { name: CLOSE_QUEUE, schema: closeQueueSchema },
      { name: ANNOUNCED_CHANGES, schema: announcedChangeSchema },
    ]),
  ],
  providers: [
    RestatementRecordPart,
    CloseQueueRepository,
    AnnouncedChangesRepository,
    CloseQueueService,
    Derivations,
    SettingsListeners,
  ],
  exports: [CloseQueueService, Derivations, SettingsListeners],
})
export class RestatementModule {}
