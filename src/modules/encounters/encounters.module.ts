import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { PatientsModule } from '../patients/patients.module.js';
import { PracticesModule } from '../practices/practices.module.js';
import { RulebookModule } from '../rulebook/rulebook.module.js';
import { TimeTrackingModule } from '../time-tracking/time-tracking.module.js';
import { AssessController } from './assess.controller.js';
import { DoubleVisits } from './double-visits.js';
import { EncounterEvidence } from './encounter-evidence.js';
import { EncounterReferences } from './encounter-references.js';
import { EncounterSigning } from './encounter-signing.js';
import { ENCOUNTERS, encounterSchema } from './encounter.schema.js';
import { EncountersController } from './encounters.controller.js';
import { EncountersRepository } from './encounters.repository.js';
import { EncountersService } from './encounters.service.js';
import { SigningController } from './signing.controller.js';
import { TELEHEALTH_PROFILES, telehealthProfileSchema } from './telehealth-profile.schema.js';
import { TelehealthProfilesController } from './telehealth-profiles.controller.js';
import { TelehealthProfilesRepository } from './telehealth-profiles.repository.js';
import { TelehealthProfilesService } from './telehealth-profiles.service.js';
import { VISIT_SPANS, visitSpanSchema } from './visit-span.schema.js';
import { StandingEncounters } from './standing-encounters.js';
import { VisitSpansRepository } from './visit-spans.repository.js';

@Module({
  imports: [
    PracticesModule,
    PatientsModule,
    TimeTrackingModule,
    RulebookModule,
    MongooseModule.forFeature([
      { name: ENCOUNTERS, schema: encounterSchema },
      { name: VISIT_SPANS, schema: visitSpanSchema },
      { name: TELEHEALTH_PROFILES, schema: telehealthProfileSchema },
    ]),
  ],
  controllers: [AssessController, EncountersController, SigningController, TelehealthProfilesController],
  providers: [
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
  exports: [EncounterEvidence],
})
export class EncountersModule {}
