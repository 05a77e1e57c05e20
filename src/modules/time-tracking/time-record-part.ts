import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { FieldCipher } from '../../platform/crypto/field-cipher.js';
import type { Principal } from '../caller/principal.js';
import { ERASED, unlessUnchanged } from '../records/patient-record/erased-text.js';
import type { PatientRecordPart, RecordDocument } from '../records/patient-record/patient-record-part.js';
import { PatientRecordParts } from '../records/patient-record/patient-record-parts.js';
import { recordDocuments } from '../records/patient-record/record-documents.js';
import { rewriteDocuments } from '../records/patient-record/rewrite-documents.js';
import { TimeEntriesService } from './entries/time-entries.service.js';
import { fromDoc as entryFromDoc, type TimeEntryDoc } from './entries/time-entry.doc.js';
import { TIME_ENTRIES } from './entries/time-entry.schema.js';
import { fromDoc as timerFromDoc, type TimerDoc } from './timers/timer.doc.js';
import { TIMERS } from './timers/timer.schema.js';

/** The patient's time entries and timers. A record that is kept keeps the minutes and loses notes, names and reasons. */
@Injectable()
export class TimeRecordPart implements PatientRecordPart {
  readonly collections = [TIME_ENTRIES, TIMERS];

  constructor(
    @InjectModel(TIME_ENTRIES) private readonly entries: Model<TimeEntryDoc>,
    @InjectModel(TIMERS) private readonly timers: Model<TimerDoc>,
    private readonly cipher: FieldCipher,
    private readonly service: TimeEntriesService,
    parts: PatientRecordParts,
  ) {
    parts.register(this);
  }

  async *documents({ practiceId }: Principal, patientId: string): AsyncGenerator<RecordDocument> {
    const own = { practiceId, patientId };
    yield* recordDocuments<TimeEntryDoc>(this.entries.collection, own, (doc) => {
      const { note, participants } = entryFromDoc(this.cipher, doc);
      return { ...doc, note, participants };
    });
    yield* recordDocuments<TimerDoc>(this.timers.collection, own, (doc) => {
      const { note, participants } = timerFromDoc(this.cipher, doc).timer;
      return { ...doc, note, participants };
    });
  }

  /** Completes corrections and stopped timers that a crash left half done. */
  beforeErasing(principal: Principal): Promise<void> {
    return this.service.finishPending(principal);
  }

  async remove({ practiceId }: Principal, patientId: string): Promise<void> {
    const own = { practiceId, patientId };
    await this.entries.collection.updateMany(correctedTo(practiceId, patientId), {
      $set: { replacement: null },
    });
    await this.entries.collection.deleteMany(own);
    await this.timers.collection.deleteMany(own);
  }

  /** A timer that has not ended is removed. */
  async overwrite({ practiceId }: Principal, patientId: string): Promise<void> {
    const own = { practiceId, patientId };
    await this.overwriteEntries(own, '', ['reason', 'supersededReason']);
    await this.overwriteEntries(correctedTo(practiceId, patientId), 'replacement.', ['reason']);
    await this.timers.collection.deleteMany({ ...own, state: { $in: ['running', 'paused'] } });
    await rewriteDocuments<TimerDoc>(this.timers.collection, own, withoutWords);
  }

  /** @param prefix the path of the entry within its document */
  private async overwriteEntries(
    filter: Readonly<Record<string, unknown>>,
    prefix: string,
    reasons: readonly string[],
  ): Promise<void> {
    const { collection } = this.entries;
    const fields = { [`${prefix}note`]: '', [`${prefix}participants`]: '' };
    await collection.updateMany(filter as never, { $unset: fields } as never);
    for (const reason of reasons) {
      const field = `${prefix}${reason}`;
      await collection.updateMany(
        { ...filter, [field]: { $exists: true } } as never,
        { $set: { [field]: ERASED } } as never,
      );
    }
  }
}

/** Corrections under way that replace any patient's entry with one of this patient. */
function correctedTo(practiceId: string, patientId: string) {
  return { replacementPending: true, practiceId, 'replacement.patientId': patientId };
}

function withoutWords(timer: TimerDoc): TimerDoc | null {
  return unlessUnchanged(timer, {
    ...timer,
    note: null,
    participants: null,
    idle: timer.idle.map(({ decision, ...stretch }) => ({
      ...stretch,
      decision: decision && { ...decision, reason: decision.reason && ERASED },
    })),
  });
}
