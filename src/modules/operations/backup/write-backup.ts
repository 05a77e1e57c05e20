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
  /** The key file's content, to go with the copy; null: it stays out. */
  readonly file: Uint8Array | null;
}

export interface BackupOrder {
  /** The embedded store's folder, which this process holds. */
  readonly dataDir: string;
  /** The whole path of the folder to make. It must not exist. */
  readonly destination: string;
  readonly takenAt: Instant;
  readonly version: string;
  /** Asked once the store is copied, so that a key which came meanwhile and encrypts what was copied is among them. */
  readonly keys: () => Promise<BackupKeys>;
  /** Ends the copy; nothing of it is left. */
  readonly signal: AbortSignal;
}

/** The copy was given up because the process stops. */
export class BackupStopped extends Error {
  override readonly name = 'BackupStopped';
}

/**
 * Copies the store as it stands at one moment, while it is written to, into a folder that has its name only when it is
 * whole and on the disk. What a killed attempt left (`<destination>.partial`) is removed by the next.
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
  // Compiled code, also where the sources run: a thread loads files as they are.
  const file = createRequire(import.meta.url).resolve('#backup-thread');
  const worker = new Worker(file, { workerData: order });
  const stop = () => void worker.terminate();
  signal.addEventListener('abort', stop, { once: true });
  const ended = once(worker, 'exit');
  try {
    const told = once(worker, 'message') as Promise<[BackupThreadAnswer]>;
    const first = await Promise.race([told.then(([answer]) => answer), ended.then(() => null)]);
    if (first === null) throw signal.aborted ? new BackupStopped() : new Error('the copying thread ended');
    if ('sha256' in first) return first;
    throw Object.assign(new Error(first.message), { errcode: first.code ?? undefined });
  } finally {
    signal.removeEventListener('abort', stop);
    await ended;
  }
}
