import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { PatientsModule } from '../patients/patients.module.js';
import { PracticesModule } from '../practices/practices.module.js';
import { RestatementModule } from '../restatement/restatement.module.js';
import { StaffCalendar } from './calendar/staff-calendar.js';
import { STAFF_REVISIONS, staffRevisionSchema } from './calendar/staff-revision.schema.js';
import { StaffRevisionsRepository } from './calendar/staff-revisions.repository.js';
import { Corrections } from './entries/corrections.js';
import { LateEvidence } from './entries/late-evidence.js';
import { TimeCorrectionsService } from './entries/time-corrections.service.js';
import { TimeEntriesController } from './entries/time-entries.controller.js';
import { TimeEntriesRepository } from './entries/time-entries.repository.js';
import { TimeEntriesService } from './entries/time-entries.service.js';
import { TimeEntryWriter } from './entries/time-entry-writer.js';
import { TIME_ENTRIES, timeEntrySchema } from './entries/time-entry.schema.js';
import { TimeListingService } from './entries/time-listing.service.js';
import { TimeRecordPart } from './time-record-part.js';
import { TimerEntries } from './timers/timer-entries.js';
import { TimerLogService } from './timers/timer-log.service.js';
import { TimerStore } from './timers/timer-store.js';
import { TimerSweep } from './timers/timer-sweep.js';
import { TIMERS, timerSchema } from './timers/timer.schema.js';
import { TimersController } from './timers/timers.controller.js';
import { TimersRepository } from './timers/timers.repository.js';
import { TimersService } from './timers/timers.service.js';

@Module({
  imports: [
    RestatementModule,
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
    TimeRecordPart,
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
