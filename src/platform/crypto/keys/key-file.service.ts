import { statSync } from 'node:fs';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Logger } from 'pino';
import { Config } from '../../config/config.js';
import { LOGGER } from '../../logging/logging.module.js';
import { FieldCipher } from '../field-cipher.js';
import { LogSigner } from '../log-signer.js';
import { keyFileOf, readKeyFile } from './open-key-ring.js';

const LOOK_EVERY_MS = 5_000;

/**
 * Takes over what a command changes in the key file while the process runs: within five seconds, at once when it is told
 * to, and before a value under a key that it does not know is given up.
 */
@Injectable()
export class KeyFileService implements OnModuleInit, OnModuleDestroy {
  private readonly file: string | null;
  private seen: string | null = null;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly cipher: FieldCipher,
    private readonly signer: LogSigner,
    config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.file = keyFileOf(config);
  }

  onModuleInit(): void {
    this.seen = this.stamp();
    this.cipher.onUnknownKey(() => this.look());
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Reads the file again, changed or not; what cannot be used is logged, and the keys in use stay. */
  reload(): void {
    this.seen = this.stamp();
    if (this.file === null || this.seen === null) return;
    try {
      const ring = readKeyFile(this.file);
      if (ring === null) return;
      this.cipher.use(ring);
      this.signer.use(ring);
      this.logger.info({ current: ring.current, keys: Object.keys(ring.keys) }, 'read the key file again');
    } catch (error) {
      this.logger.error({ err: error }, 'the key file was not taken over; the keys in use stay');
    }
  }

  private look(): void {
    if (this.stamp() !== this.seen) this.reload();
  }

  /** Tells one state of the file from another; null while it is not there. What cannot be looked at has changed nothing. */
  private stamp(): string | null {
    try {
      const stats = this.file === null ? undefined : statSync(this.file, { throwIfNoEntry: false });
      return stats === undefined ? null : `${stats.ino} ${stats.mtimeMs} ${stats.size}`;
    } catch (error) {
      this.logger.error({ err: error }, 'the key file cannot be looked at; the keys in use stay');
      return this.seen;
    }
  }
}
