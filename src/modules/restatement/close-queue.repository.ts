import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import type { LocalDate } from '../../domain/time/local-date.js';
import { docId } from '../../platform/database/doc-id.js';
import type { Principal } from '../caller/principal.js';
import { CLOSE_QUEUE, type CloseQueueDoc } from './close-queue.schema.js';
import type { DueItem, Settlement } from './due-item.js';

const NOW = '0000-00-00' as LocalDate;
const NEVER = '9999-99-99' as LocalDate;

@Injectable()
export class CloseQueueRepository {
  constructor(@InjectModel(CLOSE_QUEUE) private readonly model: Model<CloseQueueDoc>) {}

  async mark(principal: Principal, patientIds: readonly string[]): Promise<void> {
    const { practiceId } = principal;
    const operations = patientIds.map((id) => ({
      updateOne: {
        filter: { _id: docId(practiceId, id) },
        update: {
          $set: { dueOn: NOW },
          $inc: { token: 1 },
          $setOnInsert: { practiceId, id, patientId: id, closedThrough: null },
        },
        upsert: true,
      },
    }));
    await this.bulk(operations);
  }

  /** Like {@link mark}, in one statement, for patients that already have an entry. */
  async markAgain({ practiceId }: Principal, patientIds: readonly string[]): Promise<void> {
    await this.model.collection.updateMany(
      { _id: { $in: patientIds.map((id) => docId(practiceId, id)) } } as never,
      {
        $set: { dueOn: NOW },
        $inc: { token: 1 },
      },
    );
  }

  /** Usually nothing in the practice is decided from that day on, and then this costs one index lookup. */
  async closedThrough(
    { practiceId }: Principal,
    patientIds: readonly string[],
    from: LocalDate,
  ): Promise<ReadonlyMap<string, LocalDate>> {
    const projection = { _id: 0, patientId: 1, closedThrough: 1 };
    const isDecided = { practiceId, closedThrough: { $gte: from } };
    if ((await this.model.collection.findOne(isDecided, { projection })) === null) return new Map();
    const filter = { ...isDecided, patientId: { $in: [...patientIds] } };
    const docs = await this.model.collection.find(filter, { projection }).toArray();
    return new Map(
      docs.map(({ patientId, closedThrough }) => [patientId as string, closedThrough as LocalDate]),
    );
  }

  /** Over all practices, starting with the patient due longest. Only for the schedule: no principal bounds this query. */
  async dueAnywhere(limit: number, asOf: LocalDate): Promise<DueItem[]> {
    return this.due({ dueOn: { $lte: asOf } }, limit);
  }

  async dueInPractice(principal: Principal, limit: number, asOf: LocalDate): Promise<DueItem[]> {
    return this.due({ practiceId: principal.practiceId, dueOn: { $lte: asOf } }, limit);
  }

  async find(principal: Principal, patientIds: readonly string[]): Promise<DueItem[]> {
    const docs = await this.model
      .find({ _id: { $in: patientIds.map((id) => docId(principal.practiceId, id)) } })
      .lean<CloseQueueDoc[]>()
      .exec();
    return docs.map(toDueItem);
  }

  /** Raises the day and never lowers it, because a decided period must be restated whenever its evidence changes. */
  async raiseClosedThrough(principal: Principal, days: ReadonlyMap<string, LocalDate>): Promise<void> {
    await this.bulk(
      [...days].map(([patientId, day]) => ({
        updateOne: {
          filter: { _id: docId(principal.practiceId, patientId) },
          update: { $max: { closedThrough: day } },
        },
      })),
    );
  }

  /** @returns the number settled; the others were marked again meanwhile and stay due */
  async settle(principal: Principal, settlements: readonly Settlement[]): Promise<number> {
    return this.bulk(
      settlements.map(({ patientId, token, dueOn, closedThrough }) => ({
        updateOne: {
          filter: { _id: docId(principal.practiceId, patientId), token },
          update: {
            $set: { dueOn: dueOn ?? NEVER },
            ...(closedThrough === null ? {} : { $max: { closedThrough } }),
          },
        },
      })),
    );
  }

  private async due(filter: Record<string, unknown>, limit: number): Promise<DueItem[]> {
    const docs = await this.model.find(filter).sort({ dueOn: 1 }).limit(limit).lean<CloseQueueDoc[]>().exec();
    return docs.map(toDueItem);
  }

  private async bulk(operations: readonly object[]): Promise<number> {
    if (operations.length === 0) return 0;
    const result = await this.model.collection.bulkWrite(operations as never, { ordered: false });
    return result.matchedCount + result.upsertedCount;
  }
}

function toDueItem({ practiceId, patientId, dueOn, closedThrough, token }: CloseQueueDoc): DueItem {
  return { practiceId, patientId, dueOn, closedThrough, token };
}
