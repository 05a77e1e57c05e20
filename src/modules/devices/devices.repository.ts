import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { docId } from '../../platform/database/doc-id.js';
import { findRows } from '../../platform/database/find-rows.js';
import type { Principal } from '../caller/principal.js';
import { parseStored } from '../records/parse-stored.js';
import { writeVersioned } from '../records/versioned-write.js';
import { storedDevice, type Device } from './device.js';
import { DEVICES, type DeviceDoc } from './device.schema.js';

const FOUND_MAX = 100;
/** The character after `:`. It ends the range of keys of one practice. */
const AFTER_COLON = ';';

@Injectable()
export class DevicesRepository {
  constructor(@InjectModel(DEVICES) private readonly model: Model<DeviceDoc>) {}

  async findMany({ practiceId }: Principal, ids: readonly string[]): Promise<Device[]> {
    const docs = await findRows(this.model, { _id: { $in: ids.map((id) => docId(practiceId, id)) } });
    return docs.map((doc) => parseStored(storedDevice, DEVICES, doc));
  }

  /** Devices after `after`, in order of id. */
  async page({ practiceId }: Principal, after: string | null, limit: number): Promise<Device[]> {
    const docs = await findRows(
      this.model,
      { _id: { $gt: docId(practiceId, after ?? ''), $lt: `${practiceId}${AFTER_COLON}` } },
      { sort: { _id: 1 }, limit },
    );
    return docs.map((doc) => parseStored(storedDevice, DEVICES, doc));
  }

  async findBySerial({ practiceId }: Principal, serial: string): Promise<Device[]> {
    return this.found({ practiceId, serial });
  }

  async findByImei({ practiceId }: Principal, imei: string): Promise<Device[]> {
    return this.found({ practiceId, imei });
  }

  /** @returns false when another writer changed one of them first; the others are written */
  write({ practiceId }: Principal, devices: readonly Device[]): Promise<boolean> {
    const docs = devices.map((device) => ({ _id: docId(practiceId, device.id), practiceId, ...device }));
    return writeVersioned(this.model.collection, docs);
  }

  private async found(filter: { practiceId: string; serial?: string; imei?: string }): Promise<Device[]> {
    const docs = await findRows(this.model, filter, { limit: FOUND_MAX });
    return docs.map((doc) => parseStored(storedDevice, DEVICES, doc));
  }
}
