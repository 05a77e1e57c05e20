import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { PracticesModule } from '../practices/practices.module.js';
import { RestatementModule } from '../restatement/restatement.module.js';
import { RULEBOOK_RELEASES, rulebookReleaseSchema } from './rulebook-release.schema.js';
import { RulebookReleasesController } from './rulebook-releases.controller.js';
import { RulebookReleasesRepository } from './rulebook-releases.repository.js';
import { RulebookReleasesService } from './rulebook-releases.service.js';

@Module({
  imports: [
    RestatementModule,
    PracticesModule,
    MongooseModule.forFeature([{ name: RULEBOOK_RELEASES, schema: rulebookReleaseSchema }]),
  ],
  controllers: [RulebookReleasesController],
  providers: [RulebookReleasesRepository, RulebookReleasesService],
  exports: [RulebookReleasesService],
})
export class RulebookReleasesModule {}
