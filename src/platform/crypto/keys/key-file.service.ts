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
 * Loads changes that a command makes to the key file while the process runs: within five seconds, at once when asked to,
 * and before giving up on a value with an unknown key.
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

  /** Rereads the file, changed or not. If it cannot be used, that is logged and the old keys stay in use. */
  reload(): void {
    this.seen = this.stamp();
    if (this.file === null || this.seen === null) return;
    try {
      const ring = readKeyFile(this.file);
      if (ring === null) return;
      this.cipher.use(ring);
      this.signer.use(ring);
      this.logger.info({ current: ring.current, keys: Object.keys(ring.keys) }, 'reread the key file');
    } catch (error) {
      this.logger.error({ err: error }, 'could not load the changed key file; the old keys stay in use');
    }
  }

  private look(): void {
    if (this.stamp() !== this.seen) this.reload();
  }

  /**
   * Identifies the state of the file; null while it does not exist. A file that cannot be examined counts as unchanged.
   */
  private stamp(): string | null {
    try {
      const stats = this.file === null ? undefined : statSync(this.file, { throwIfNoEntry: false });
      return stats === undefined ? null : `${stats.ino} ${stats.mtimeMs} ${stats.size}`;
    } catch (error) {
      this.logger.error({ err: error }, 'could not examine the key file; the old keys stay in use');
      return this.seen;
    }
  }
}
