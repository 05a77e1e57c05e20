import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import type { Logger } from 'pino';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { parseKeyRing } from '../../platform/crypto/keys/key-ring.js';
import { keyFileOf } from '../../platform/crypto/keys/open-key-ring.js';
import { engineOf } from '../../platform/database/embedded/driver/embedded-driver.js';
import { ProblemError } from '../../platform/errors/problem-error.js';
import { Draining } from '../../platform/http/server/draining.js';
import { LOGGER } from '../../platform/logging/logging.module.js';
import { AuditService } from '../audit/audit.service.js';
import { jobPrincipal } from '../caller/principal.js';
import type { RequestPrincipal } from '../caller/request-principal.js';
import { PracticesService } from '../practices/practices.service.js';
import type { BackupManifest } from './backup/backup-manifest.js';
import { BackupStopped, writeBackup, type BackupKeys } from './backup/write-backup.js';

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const REFUSALS: Readonly<Record<string, readonly [status: number, text: string]>> = {
  EEXIST: [409, 'already exists'],
  ENOTEMPTY: [409, 'already exists'],
  ENOENT: [400, 'is in a folder that does not exist'],
  ENOTDIR: [400, 'is inside something that is not a folder'],
  EACCES: [400, 'cannot be written by the server'],
  EPERM: [400, 'cannot be written by the server'],
  EROFS: [400, 'is on a read-only file system'],
  ENAMETOOLONG: [400, 'is too long'],
  ENOSPC: [507, 'is on a full disk'],
};
const SQLITE_FULL = 13;
const LOCAL = { address: 'local', agent: null };

interface BackupRequest {
  /** An absolute path on this machine. */
  readonly destination: string;
  readonly withKeys: boolean;
}

/** Writes backups of the embedded store while it is in use. */
@Injectable()
export class BackupsService {
  private isRunning = false;
  private lastBeganMillis = Number.NaN;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly audit: AuditService,
    private readonly practices: PracticesService,
    private readonly draining: Draining,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** When the last finished backup of this process began, in seconds since 1970. NaN if there is none. */
  get lastBeganSeconds(): number {
    return this.lastBeganMillis / 1000;
  }

  /**
   * The copy holds everything that was acknowledged before the call. It is created completely or not at all.
   * @throws ProblemError for an unusable destination, a second backup at the same time, or a store on MongoDB
   */
  async write(request: BackupRequest, requestId: string): Promise<BackupManifest> {
    if (engineOf(this.connection) === null)
      throw new ProblemError(409, 'The store is on MongoDB; back it up with mongodump (docs/operations.md).');
    if (this.isRunning) throw new ProblemError(409, 'Another backup is being written.');
    this.isRunning = true;
    try {
      return await this.copy(this.checked(request), requestId);
    } catch (error) {
      throw refusalOf(error) ?? error;
    } finally {
      this.isRunning = false;
    }
  }

  private checked({ destination, withKeys }: BackupRequest): BackupRequest {
    if (!isAbsolute(destination)) throw placeRefused(400, 'must be an absolute path');
    const whole = resolve(destination);
    const fromData = relative(resolve(this.config.dataDir), whole);
    if (fromData === '' || !(fromData.startsWith('..') || isAbsolute(fromData)))
      throw placeRefused(400, 'must be outside the data folder');
    return { destination: whole, withKeys };
  }

  private async copy({ destination, withKeys }: BackupRequest, requestId: string): Promise<BackupManifest> {
    const before = await this.keysNow(withKeys);
    await this.recordBackup(withKeys, requestId);
    const began = this.clock.now();
    const manifest = await writeBackup({
      dataDir: this.config.dataDir,
      destination,
      takenAt: began,
      version,
      keys: async () => {
        const after = await this.keysNow(withKeys);
        if (before.ids.every((id) => after.ids.includes(id))) return after;
        throw new ProblemError(
          409,
          'A key was retired while the backup was being written; start the backup again.',
        );
      },
      signal: this.draining.signal,
    });
    this.lastBeganMillis = began;
    for (const { practice, writer, fault } of manifest.auditChains)
      if (fault !== null)
        this.logger.error({ practice, writer, fault }, 'the audit log in the backup is damaged');
    const milliseconds = this.clock.now() - began;
    this.logger.info({ requestId, bytes: manifest.store.bytes, withKeys, milliseconds }, 'wrote a backup');
    return manifest;
  }

  private async keysNow(withKeys: boolean): Promise<BackupKeys> {
    const path = keyFileOf(this.config);
    const file = path === null ? null : await readFile(path).catch(() => null);
    if (withKeys && file === null) throw new ProblemError(409, 'The key file cannot be read.');
    const ids = file === null ? [] : Object.keys(parseKeyRing(file.toString('utf8')).keys);
    return { ids, file: withKeys ? file : null };
  }

  /** Records in each practice's audit log that its data is copied. It runs before the copy, so the copy holds the entry too. */
  private async recordBackup(withKeys: boolean, requestId: string): Promise<void> {
    const practiceIds = await this.practices.idsAnywhere();
    await Promise.all(
      practiceIds.map((practiceId) => {
        const caller: RequestPrincipal = { ...jobPrincipal(practiceId), requestId, origin: LOCAL };
        return this.audit.record(caller, {
          action: 'store.backup',
          entity: 'store',
          ids: [practiceId],
          after: { withKeys },
        });
      }),
    );
  }
}

function placeRefused(status: number, message: string): ProblemError {
  return new ProblemError(status, 'The backup cannot be written to this destination.', [
    { path: 'destination', message },
  ]);
}

function refusalOf(error: unknown): ProblemError | null {
  if (error instanceof BackupStopped)
    return new ProblemError(503, 'The server is stopping; the backup was abandoned.', [], {
      'Retry-After': '10',
    });
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  const known = errcode === SQLITE_FULL ? REFUSALS['ENOSPC'] : REFUSALS[String(code)];
  return known === undefined ? null : placeRefused(...known);
}
