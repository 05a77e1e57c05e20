import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { PatientsModule } from '../patients/patients.module.js';
import { PracticesModule } from '../practices/practices.module.js';
import { Corrections } from './corrections.js';
import { LateEvidence } from './late-evidence.js';
import { StaffCalendar } from './staff-calendar.js';
import { STAFF_REVISIONS, staffRevisionSchema } from './staff-revision.schema.js';
import { StaffRevisionsRepository } from './staff-revisions.repository.js';
import { TimeCorrectionsService } from './time-corrections.service.js';
import { TimeEntriesController } from './time-entries.controller.js';
import { TimeEntriesRepository } from './time-entries.repository.js';
import { TimeEntriesService } from './time-entries.service.js';
import { TIME_ENTRIES, timeEntrySchema } from './time-entry.schema.js';
import { TimeEntryWriter } from './time-entry-writer.js';
import { TimeListingService } from './time-listing.service.js';
import { TimerEntries } from './timer-entries.js';
import { TimerLogService } from './timer-log.service.js';
import { TIMERS, timerSchema } from './timer.schema.js';
import { TimerStore } from './timer-store.js';
import { TimerSweep } from './timer-sweep.js';
import { TimersController } from './timers.controller.js';
import { TimersRepository } from './timers.repository.js';
import { TimersService } from './timers.service.js';

@Module({
  imports: [
    PracticesModule,
    PatientsModule,
    MongooseModule.forFeature([
      { name: TIME_ENTRIES, schema: timeEntrySchema },
      { name: TIMERS, schema: timerSchema },
      { name: STAFF_REVISIONS, schema: staffRevisionSchema },
    ]),
  ],
  controllers: [TimersController, TimeEntriesController],
  providers: [
    TimeEntriesRepository,
    TimersRepository,
    StaffRevisionsRepository,
    StaffCalendar,
    LateEvidence,
    TimeEntryWriter,
    Corrections,
    TimerEntries,
    TimerStore,
    TimersService,
    TimerLogService,
    TimerSweep,
    TimeEntriesService,
    TimeCorrectionsService,
    TimeListingService,
  ],
  exports: [TimeEntriesService, TimersService, TimerSweep, LateEvidence],
})
export class TimeTrackingModule {}
