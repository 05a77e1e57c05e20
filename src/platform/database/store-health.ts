import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model, type Collection } from 'mongoose';
import { Clock } from '../clock/clock.js';
import { ConfigError } from '../config/config.js';
import { FieldCipher } from '../crypto/field-cipher.js';
import { isDuplicateKey } from './duplicate-key.js';
import { PROBE_FIELD, STORE_CHECKS, type StoreCheckDoc } from './store-check.schema.js';

const KEYS = 'keys';
const WRITABLE = 'writable';
const PROBE = 'tally';

/** Checks that the store answers, accepts writes, and was written with our keys. It has no practice's data. */
@Injectable()
export class StoreHealth {
  constructor(
    @InjectModel(STORE_CHECKS) private readonly model: Model<StoreCheckDoc>,
    private readonly cipher: FieldCipher,
    private readonly clock: Clock,
  ) {}

  /** @throws when the store does not answer */
  async read(): Promise<void> {
    await this.checks.findOne({ _id: KEYS });
  }

  /** A durable write. Nothing less detects a full disk or a lost primary. @throws when the store rejects it */
  async write(): Promise<void> {
    const at = new Date(this.clock.now());
    try {
      await this.checks.updateOne({ _id: WRITABLE }, { $set: { at } }, { upsert: true });
    } catch (error) {
      // Another process created it at the same moment.
      if (!isDuplicateKey(error)) throw error;
    }
  }

  /**
   * Refuses a key file that does not belong to the store. Otherwise new identifiers would be encrypted with other keys than
   * the existing ones.
   * @throws ConfigError
   */
  async checkKeys(): Promise<void> {
    const stored = (await this.checks.findOne({ _id: KEYS })) ?? (await this.firstProbe());
    if (!this.isOurs(stored))
      throw ConfigError.of(
        'TALLY_KEY_FILE',
        'the key file does not have the keys that this store was written with',
      );
    if (this.cipher.isStale(stored.probe ?? '')) await this.checks.replaceOne({ _id: KEYS }, this.newProbe());
  }

  private async firstProbe(): Promise<StoreCheckDoc> {
    const probe = this.newProbe();
    try {
      await this.checks.insertOne(probe);
      return probe;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return (await this.checks.findOne({ _id: KEYS })) ?? probe;
    }
  }

  private newProbe(): StoreCheckDoc {
    const hash = this.cipher.lookupHash('mrn', PROBE);
    return { _id: KEYS, probe: this.cipher.encrypt(PROBE, PROBE_FIELD), hash };
  }

  private isOurs({ probe = '', hash }: StoreCheckDoc): boolean {
    try {
      return (
        this.cipher.decrypt(probe, PROBE_FIELD) === PROBE && hash === this.cipher.lookupHash('mrn', PROBE)
      );
    } catch {
      return false;
    }
  }

  private get checks() {
    return this.model.collection as unknown as Collection<StoreCheckDoc>;
  }
}
