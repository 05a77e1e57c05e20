import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { FieldCipher } from '../../platform/crypto/field-cipher.js';
import { ProblemError } from '../../platform/errors/problem-error.js';
import { CHARGE_SOURCES, type ChargeSourceDoc } from '../billing/charges/charge-source.schema.js';
import type { Principal } from '../caller/principal.js';
import { DEVICE_ASSIGNMENTS } from '../devices/devices.schema.js';
import { fromDoc as encounterFromDoc, toDoc as encounterToDoc } from '../encounters/record/encounter.doc.js';
import { ENCOUNTERS, type EncounterDoc } from '../encounters/record/encounter.schema.js';
import { VISIT_SPANS } from '../encounters/signing/visit-span.schema.js';
import { ENROLLMENTS } from '../enrollments/enrollment.schema.js';
import { READINGS } from '../readings/reading.schema.js';
import { writeVersioned } from '../records/versioned-write.js';
import { CLOSE_QUEUE } from '../restatement/close-queue.schema.js';
import { TIME_ENTRIES } from '../time-tracking/entries/time-entry.schema.js';
import { TIMERS, type TimerDoc } from '../time-tracking/timers/timer.schema.js';
import { ERASED, withoutChargeWords, withoutTimerWords, withoutVisitWords } from './erased-words.js';
import { isClaimed } from './retention.js';

interface VersionedDoc {
  readonly _id: string;
  readonly version: number;
}

interface OfPatient {
  readonly practiceId: string;
  readonly patientId: string;
}

/** What names its patient and is no evidence by itself: goes with a patient of whom nothing has to be kept. */
const WITHOUT_EVIDENCE = [READINGS, TIME_ENTRIES, TIMERS, DEVICE_ASSIGNMENTS, ENROLLMENTS, CLOSE_QUEUE];
const REWRITE_ATTEMPTS_MAX = 8;

/** Takes out of the features' collections what they hold of a patient. Everything here repeats safely. */
@Injectable()
export class ErasureRepository {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly cipher: FieldCipher,
  ) {}

  /**
   * Removes everything but the patient's own document and what became evidence while the erasure began: visits that were
   * signed, and charges that a person decided about.
   */
  async removeAll({ practiceId }: Principal, patientId: string): Promise<void> {
    const own = { practiceId, patientId };
    await this.collection(TIME_ENTRIES).updateMany(correctedTo(own), { $set: { replacement: null } });
    for (const name of WITHOUT_EVIDENCE) await this.collection(name).deleteMany(own);
    await this.collection(ENCOUNTERS).deleteMany({ ...own, status: 'draft' });
    const signed = await this.all<EncounterDoc & { readonly id: string }>(ENCOUNTERS, own);
    const encounterId = { $nin: signed.map(({ id }) => id) };
    await this.collection(VISIT_SPANS).deleteMany({ ...own, encounterId });
    for (const { _id, version, charges } of await this.all<ChargeSourceDoc>(CHARGE_SOURCES, own))
      if (!charges.some((charge) => charge.status !== 'proposed' && isClaimed(charge)))
        await this.collection(CHARGE_SOURCES).deleteOne({ _id, version } as never);
  }

  /**
   * Overwrites what people wrote and what devices sent beside the measured values; a timer that has not ended goes.
   * @param untouched ids of signed visits that must still be kept as they are
   */
  async overwriteFreeText(
    { practiceId }: Principal,
    patientId: string,
    untouched: ReadonlySet<string>,
  ): Promise<void> {
    const own = { practiceId, patientId };
    const readings = this.collection(READINGS);
    // With the version, so that nobody writes an older copy back.
    await readings.updateMany({ ...own, raw: { $ne: '{}' } }, { $set: { raw: '{}' }, $inc: { version: 1 } });
    for (const field of ['exclusion.reason', 'discard.reason'])
      await readings.updateMany({ ...own, [field]: { $exists: true } }, { $set: { [field]: ERASED } });
    await this.rewrite<ChargeSourceDoc>(CHARGE_SOURCES, own, withoutChargeWords);
    await this.overwriteEntries(own, '', ['reason', 'supersededReason']);
    await this.overwriteEntries(correctedTo(own), 'replacement.', ['reason']);
    await this.collection(TIMERS).deleteMany({ ...own, state: { $in: ['running', 'paused'] } });
    await this.rewrite<TimerDoc>(TIMERS, own, withoutTimerWords);
    await this.rewrite<EncounterDoc>(ENCOUNTERS, own, (doc) => {
      const visit = encounterFromDoc(this.cipher, doc);
      const bare = untouched.has(visit.id) ? null : withoutVisitWords(visit);
      return bare && encounterToDoc(this.cipher, practiceId, bare);
    });
  }

  /** @param prefix where the entry stands in its document */
  private async overwriteEntries(filter: object, prefix: string, reasons: readonly string[]): Promise<void> {
    const entries = this.collection(TIME_ENTRIES);
    await entries.updateMany(filter, { $unset: { [`${prefix}note`]: '', [`${prefix}participants`]: '' } });
    for (const reason of reasons) {
      const field = `${prefix}${reason}`;
      await entries.updateMany({ ...filter, [field]: { $exists: true } }, { $set: { [field]: ERASED } });
    }
  }

  /**
   * Writes documents anew as the next version, and reads them again until nothing is left to change.
   * @param changed null: the document may stay as it is
   */
  private async rewrite<D extends VersionedDoc>(
    name: string,
    own: OfPatient,
    changed: (doc: D) => D | null,
  ): Promise<void> {
    for (let attempt = 0; attempt < REWRITE_ATTEMPTS_MAX; attempt++) {
      const docs = (await this.all<D>(name, own)).flatMap((doc) => {
        const after = changed(doc);
        return after === null ? [] : [{ ...after, version: doc.version + 1 }];
      });
      if (docs.length === 0) return;
      await writeVersioned(this.collection(name), docs);
    }
    throw new ProblemError(409, 'The record is being changed by others again and again; try once more.');
  }

  private async all<D>(name: string, own: OfPatient): Promise<D[]> {
    return (await this.collection(name).find(own).toArray()) as unknown as D[];
  }

  private collection(name: string) {
    return this.connection.model(name).collection;
  }
}

/** Corrections under way that put an entry of the patient in the place of anybody's. */
function correctedTo({ practiceId, patientId }: OfPatient): object {
  return { replacementPending: true, practiceId, 'replacement.patientId': patientId };
}
