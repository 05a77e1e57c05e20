import { describe, expect, it, jest } from '@jest/globals';
import { pino } from 'pino';
import { instant } from '../../../domain/time/instant.js';
import { Clock } from '../../../platform/clock/clock.js';
import { RunningHandlers } from '../../../platform/http/server/running-handlers.js';
import { jobPrincipal } from '../../caller/principal.js';
import type { AuditEntry } from '../audit-entry.js';
import type { AuditRepository } from '../audit.repository.js';
import { AuditService } from '../audit.service.js';
import { DisclosureLog, OWED_MAX } from './disclosure-log.js';

const principal = jobPrincipal('north');
const MINUTE_MS = 60_000;

class SteppingClock extends Clock {
  private at = 0;

  now() {
    return instant((this.at += 1));
  }
}

/** A store that can be made to refuse everything. */
function disk() {
  const stored: AuditEntry[] = [];
  let isFull = false;
  const repository = {
    engine: 'embedded',
    append: async (_practiceId: string, entries: readonly AuditEntry[]) => {
      if (isFull) throw new Error('full');
      stored.push(...entries);
    },
    existing: async () => {
      if (isFull) throw new Error('full');
      return new Set<string>();
    },
  };
  return {
    stored,
    repository: repository as unknown as AuditRepository,
    fill: () => void (isFull = true),
    free: () => void (isFull = false),
    reads: () => stored.filter(({ action }) => action === 'patients.read').map(({ ids }) => ids[0]),
  };
}

function logOver(repository: AuditRepository): DisclosureLog {
  const audit = new AuditService(repository, new SteppingClock());
  return new DisclosureLog(audit, new SteppingClock(), new RunningHandlers(), pino({ enabled: false }));
}

function read(log: DisclosureLog, id: string): void {
  log.requireRoom();
  log.record(principal, { action: 'patients.read', entity: 'patients', ids: [id], patientIds: [id] });
}

/** Waits until the condition holds. Retries wait for a second. */
async function until(isTrue: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !isTrue(); tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 50));
}

describe('the log of reads', () => {
  jest.setTimeout(MINUTE_MS);

  it('starts an entry before it returns', () => {
    const { repository, reads } = disk();
    read(logOver(repository), 'P1');
    expect(reads()).toEqual(['P1']);
  });

  it('keeps what the disk refuses and stores each entry once later, in order and with its own time', async () => {
    const { repository, stored, fill, free, reads } = disk();
    const log = logOver(repository);
    read(log, 'P0');
    fill();
    const ids = Array.from({ length: 500 }, (_, n) => `P${n + 1}`);
    for (const id of ids) read(log, id);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(reads()).toEqual(['P0']);
    free();
    await until(() => reads().length > ids.length);
    expect(reads()).toEqual(['P0', ...ids]);
    const times = stored.filter(({ action }) => action === 'patients.read').map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, n) => n + 1));
  });

  it('stops all reads that it cannot record, and allows them again once it can', async () => {
    const { repository, fill, free, reads } = disk();
    const log = logOver(repository);
    read(log, 'P0');
    fill();
    let given = 0;
    await expect(async () => {
      for (; given <= 2 * OWED_MAX; given += 1) {
        read(log, `P${given}`);
        if (given % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
    }).rejects.toMatchObject({ status: 503 });
    expect(given).toBeGreaterThanOrEqual(OWED_MAX);
    expect(given).toBeLessThan(OWED_MAX + 10);
    free();
    await until(() => reads().length > given);
    expect(reads()).toHaveLength(given + 1);
    expect(() => read(log, 'after')).not.toThrow();
  });
});
