import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { instant } from '../../domain/time/instant.js';
import { docId } from '../../platform/database/doc-id.js';
import { findRows } from '../../platform/database/find-rows.js';
import type { Principal } from '../caller/principal.js';
import { ANNOUNCED_CHANGES, type AnnouncedDoc } from './announced-change.schema.js';
import type { Announcement } from './announcement.js';
import type { DerivationChange } from './derivation-listener.js';

@Injectable()
export class AnnouncedChangesRepository {
  constructor(@InjectModel(ANNOUNCED_CHANGES) private readonly model: Model<AnnouncedDoc>) {}

  async insert({ practiceId }: Principal, changes: readonly DerivationChange[]): Promise<Announcement> {
    const id = randomUUID();
    const doc = { _id: docId(practiceId, id), practiceId, id, pending: true, changes: changes.map(toStored) };
    await this.model.collection.insertOne(doc as never);
    return { id, changes };
  }

  async remove({ practiceId }: Principal, ids: readonly string[]): Promise<void> {
    await this.model.deleteMany({ _id: { $in: ids.map((id) => docId(practiceId, id)) } }).exec();
  }

  async ofPractice({ practiceId }: Principal): Promise<Announcement[]> {
    const docs = await findRows(this.model, { practiceId });
    return docs.map(({ id, changes }) => ({ id, changes: changes.map(fromStored) }));
  }

  practices(): Promise<string[]> {
    return this.model.distinct('practiceId', { pending: true }).exec();
  }
}

function toStored(change: DerivationChange): AnnouncedDoc['changes'][number] {
  if (change.kind === 'zones') return change;
  const { patientIds, from, to } = change;
  const [start, end] = [new Date(from), to === null ? null : new Date(to)];
  return { ...change, patientIds: [...patientIds], from: start, to: end };
}

function fromStored(change: AnnouncedDoc['changes'][number]): DerivationChange {
  if (change.kind === 'zones') return change;
  const { from, to } = change;
  return { ...change, from: instant(from.getTime()), to: to && instant(to.getTime()) };
}
