import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { PatientsModule } from '../patients/patients.module.js';
import { PracticesModule } from '../practices/practices.module.js';
import { RestatementModule } from '../restatement/restatement.module.js';
import { RulebookReleasesModule } from '../rulebook-releases/rulebook-releases.module.js';
import { TimeTrackingModule } from '../time-tracking/time-tracking.module.js';
import { EncountersRecordPart } from './encounters-record-part.js';
import { DoubleVisits } from './evidence/double-visits.js';
import { EncounterEvidence } from './evidence/encounter-evidence.js';
import { StandingEncounters } from './evidence/standing-encounters.js';
import { VISIT_SPANS, visitSpanSchema } from './evidence/visit-span.schema.js';
import { VisitSpansRepository } from './evidence/visit-spans.repository.js';
import { TELEHEALTH_PROFILES, telehealthProfileSchema } from './profiles/telehealth-profile.schema.js';
import { TelehealthProfilesController } from './profiles/telehealth-profiles.controller.js';
import { TelehealthProfilesRepository } from './profiles/telehealth-profiles.repository.js';
import { TelehealthProfilesService } from './profiles/telehealth-profiles.service.js';
import { EncounterReferences } from './record/encounter-references.js';
import { ENCOUNTERS, encounterSchema } from './record/encounter.schema.js';
import { EncountersController } from './record/encounters.controller.js';
import { EncountersRepository } from './record/encounters.repository.js';
import { EncountersService } from './record/encounters.service.js';
import { AssessController } from './review/assess.controller.js';
import { ReviewController } from './review/review.controller.js';
import { EncounterSigning } from './signing/encounter-signing.js';
import { SigningController } from './signing/signing.controller.js';

@Module({
  imports: [
    RestatementModule,
    PracticesModule,
    PatientsModule,
    TimeTrackingModule,
    RulebookReleasesModule,
    MongooseModule.forFeature([
      { name: ENCOUNTERS, schema: encounterSchema },
      { name: VISIT_SPANS, schema: visitSpanSchema },
      { name: TELEHEALTH_PROFILES, schema: telehealthProfileSchema },
    ]),
  ],
  controllers: [
    AssessController,
    EncountersController,
    ReviewController,
    SigningController,
    TelehealthProfilesController,
  ],
  providers: [
    EncountersRecordPart,
    EncountersRepository,
    VisitSpansRepository,
    StandingEncounters,
    DoubleVisits,
    TelehealthProfilesRepository,
    TelehealthProfilesService,
    EncounterReferences,
    EncounterEvidence,
    EncountersService,
    EncounterSigning,
  ],
  exports: [EncounterEvidence, TelehealthProfilesService],
})
export class EncountersModule {}
