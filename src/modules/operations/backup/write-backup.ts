import { once } from 'node:events';
import { chmod, mkdir, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { formatInstant, type Instant } from '../../../domain/time/instant.js';
import { FILE } from '../../../platform/database/embedded/store/open-file.js';
import { KEYS_COPY, MANIFEST_FILE, STORE_COPY, type BackupManifest } from './backup-manifest.js';
import type { BackupThreadAnswer, BackupThreadOrder } from './backup-thread-messages.js';
import { renameDurably, syncPath, writeDurably } from './durable-files.js';

const PARTIAL = '.partial';
const OWNER_ONLY = 0o600;
const OWNER_ONLY_FOLDER = 0o700;

export interface BackupKeys {
  readonly ids: readonly string[];
  /** The key file's content, to be copied; null to leave it out. */
  readonly file: Uint8Array | null;
}

interface BackupOrder {
  /** The embedded store's folder, which this process has locked. */
  readonly dataDir: string;
  /** The absolute path of the folder to create. It must not exist. */
  readonly destination: string;
  readonly takenAt: Instant;
  readonly version: string;
  /** Called after the store is copied, so that it includes a key that was added in the meantime and used in the copy. */
  readonly keys: () => Promise<BackupKeys>;
  /** Aborts the copy and leaves nothing behind. */
  readonly signal: AbortSignal;
}

/** The copy was abandoned because the process is stopping. */
export class BackupStopped extends Error {
  override readonly name = 'BackupStopped';
}

/**
 * Copies a snapshot of the store while it is in use. The folder gets its final name only when it is complete and on disk.
 * The next attempt removes what a killed attempt left behind (`<destination>.partial`).
 * @throws an error of the file system, or `BackupStopped`
 */
export async function writeBackup(order: BackupOrder): Promise<BackupManifest> {
  const partial = `${order.destination}${PARTIAL}`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { mode: OWNER_ONLY_FOLDER });
  try {
    const manifest = await fill(partial, order);
    await syncPath(partial);
    await renameDurably(partial, order.destination);
    return manifest;
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

async function fill(partial: string, order: BackupOrder): Promise<BackupManifest> {
  const target = join(partial, STORE_COPY);
  const copied = await copyInThread({ source: join(order.dataDir, FILE), target }, order.signal);
  await chmod(target, OWNER_ONLY);
  await syncPath(target);
  const keys = await order.keys();
  if (keys.file !== null) await writeDurably(join(partial, KEYS_COPY), keys.file);
  const manifest: BackupManifest = {
    form: 1,
    version: order.version,
    takenAt: formatInstant(order.takenAt),
    format: copied.content.format,
    store: { bytes: (await stat(target)).size, sha256: copied.sha256 },
    collections: { ...copied.content.collections },
    auditChains: [...copied.content.auditChains],
    keyIds: [...keys.ids],
    withKeys: keys.file !== null,
  };
  if (order.signal.aborted) throw new BackupStopped();
  await writeDurably(join(partial, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

type Copied = Extract<BackupThreadAnswer, { sha256: string }>;

async function copyInThread(order: BackupThreadOrder, signal: AbortSignal): Promise<Copied> {
  if (signal.aborted) throw new BackupStopped();
  // A thread needs compiled code, even when this process runs from the sources.
  const file = createRequire(import.meta.url).resolve('#backup-thread');
  const worker = new Worker(file, { workerData: order });
  const stop = () => void worker.terminate();
  signal.addEventListener('abort', stop, { once: true });
  const ended = once(worker, 'exit');
  try {
    const answered = once(worker, 'message') as Promise<[BackupThreadAnswer]>;
    const first = await Promise.race([answered.then(([answer]) => answer), ended.then(() => null)]);
    if (first === null)
      throw signal.aborted ? new BackupStopped() : new Error('the copying thread ended without an answer');
    if ('sha256' in first) return first;
    throw Object.assign(new Error(first.message), { errcode: first.code ?? undefined });
  } finally {
    signal.removeEventListener('abort', stop);
    await ended;
  }
}
