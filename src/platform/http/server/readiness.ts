import { performance } from 'node:perf_hooks';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { StoreHealth } from '../../database/store-health.js';
import { LOGGER } from '../../logging/logging.module.js';
import { Draining } from './draining.js';

/** Anyone may ask, and each check costs a synced write, so the answer is reused for this long. */
const FRESH_MS = 1000;

type ReadinessCheck = 'draining' | 'store' | 'keys' | 'writable';

/** Whether this process is ready for requests. */
@Injectable()
export class Readiness {
  private answer: Promise<readonly ReadinessCheck[]> | null = null;
  private askedAtMillis = -Infinity;
  private reported = '';

  constructor(
    private readonly store: StoreHealth,
    private readonly draining: Draining,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** The checks that fail. Empty: the process is ready. */
  async failures(): Promise<readonly ReadinessCheck[]> {
    if (this.draining.hasBegun) return ['draining'];
    const now = performance.now();
    if (this.answer === null || now - this.askedAtMillis >= FRESH_MS) {
      this.askedAtMillis = now;
      this.answer = this.ask();
    }
    return this.answer;
  }

  private async ask(): Promise<readonly ReadinessCheck[]> {
    const failed: ReadinessCheck[] = [];
    const steps = [
      ['store', () => this.store.read()],
      ['keys', () => this.store.checkKeys()],
      ['writable', () => this.store.write()],
    ] as const;
    for (const [name, check] of steps) {
      try {
        await check();
      } catch {
        failed.push(name);
      }
    }
    this.report(failed);
    return failed;
  }

  /** Logs only changes, because a probe comes every few seconds. */
  private report(failed: readonly ReadinessCheck[]): void {
    const state = failed.join();
    if (state === this.reported) return;
    this.reported = state;
    if (failed.length === 0) this.logger.info('ready again');
    else this.logger.error({ failed }, 'not ready');
  }
}
