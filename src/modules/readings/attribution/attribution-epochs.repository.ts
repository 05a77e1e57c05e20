import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model, type Collection } from 'mongoose';
import type { Principal } from '../../caller/principal.js';
import { ATTRIBUTION_EPOCHS, type AttributionEpochDoc } from './attribution-epoch.schema.js';

@Injectable()
export class AttributionEpochsRepository {
  private readonly collection: Collection<AttributionEpochDoc>;

  constructor(@InjectModel(ATTRIBUTION_EPOCHS) model: Model<AttributionEpochDoc>) {
    this.collection = model.collection as unknown as Collection<AttributionEpochDoc>;
  }

  /** 0 before the first change. */
  async current({ practiceId }: Principal): Promise<number> {
    const doc = (await this.collection.findOne({ _id: practiceId })) as AttributionEpochDoc | null;
    return doc?.epoch ?? 0;
  }

  async bump({ practiceId }: Principal): Promise<void> {
    await this.collection.updateOne(
      { _id: practiceId },
      { $inc: { epoch: 1 }, $setOnInsert: { practiceId } },
      { upsert: true },
    );
  }
}
