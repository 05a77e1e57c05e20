import { chmod, copyFile, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { docId } from '../../../platform/database/doc-id.js';
import { FolderLock } from '../../../platform/database/embedded/store/folder-lock.js';
import { FILE, FORMAT } from '../../../platform/database/embedded/store/open-file.js';
import type { StoredChain } from '../../audit/verify/stored-chains.js';
import {
  KEYS_COPY,
  MANIFEST_FILE,
  parseManifest,
  STORE_COPY,
  type BackupManifest,
} from './backup-manifest.js';
import { renameDurably, syncPath, writeDurably } from './durable-files.js';
import { fileSha256, inspectStore } from './inspect-store.js';

const KEY_FILE = 'tally.keys.json';
const RESTORING = `${FILE}.restoring`;
/** Files that may exist in the target folder: lock files, the rest of an interrupted restore, and a key file. */
const HARMLESS: ReadonlySet<string> = new Set([
  'tally.lock',
  'tally.lock-journal',
  'tally.pid',
  RESTORING,
  KEY_FILE,
  `${KEY_FILE}.lock`,
  'lost+found',
]);
const OWNER_ONLY = 0o600;
/** Number of hash digits to show. */
const HASH_SHOWN = 12;

/** The backup or the target folder cannot be used. The message says why and holds no patient data. */
export class RestoreRefused extends Error {
  override readonly name = 'RestoreRefused';
}

/**
 * Restores a backup's store into an empty folder. The store's file gets its final name last, after its hash, integrity,
 * counts and audit log match the manifest. An interrupted restore leaves no store.
 * @throws RestoreRefused; FolderInUse when another process holds the folder
 */
export async function restoreBackup(backup: string, folder: string): Promise<BackupManifest> {
  const manifest = await readManifest(backup);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Check that the folder is empty before creating lock files in it.
  if (!(await readdir(folder)).includes('tally.lock')) await refuseUnlessEmpty(folder);
  const lock = new FolderLock(folder);
  try {
    await refuseUnlessEmpty(folder);
    await fill(backup, folder, manifest);
    return manifest;
  } finally {
    lock.release();
  }
}

async function refuseUnlessEmpty(folder: string): Promise<void> {
  if ((await readdir(folder)).every((name) => HARMLESS.has(name))) return;
  throw new RestoreRefused(`${folder} is not empty; restore into an empty folder`);
}

async function readManifest(backup: string): Promise<BackupManifest> {
  const text = await readFile(join(backup, MANIFEST_FILE), 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new RestoreRefused(`${backup} is not a backup: it has no ${MANIFEST_FILE}`);
  });
  if (basename(backup).endsWith('.partial')) throw new RestoreRefused(`${backup} was never finished`);
  const manifest = parseManifest(text);
  if (manifest === null) throw new RestoreRefused(`${join(backup, MANIFEST_FILE)} cannot be read`);
  if (manifest.format > FORMAT)
    throw new RestoreRefused(
      `${backup} was written by a later version (${manifest.version}, format ${manifest.format}; this one reads ${FORMAT})`,
    );
  return manifest;
}

async function fill(backup: string, folder: string, manifest: BackupManifest): Promise<void> {
  const draft = join(folder, RESTORING);
  await rm(draft, { force: true });
  try {
    await copyFile(join(backup, STORE_COPY), draft).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      throw new RestoreRefused(`${backup} has no ${STORE_COPY}`);
    });
    await chmod(draft, OWNER_ONLY);
    await verify(draft, manifest);
    await syncPath(draft);
    if (manifest.withKeys) await placeKeys(join(backup, KEYS_COPY), join(folder, KEY_FILE));
    await renameDurably(draft, join(folder, FILE));
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function verify(draft: string, manifest: BackupManifest): Promise<void> {
  const { store, collections, format } = manifest;
  if ((await stat(draft)).size !== store.bytes || (await fileSha256(draft)) !== store.sha256)
    throw new RestoreRefused(`${STORE_COPY} is not the file in the manifest (SHA-256 differs)`);
  let content;
  try {
    content = inspectStore(draft);
  } catch (error) {
    throw new RestoreRefused(error instanceof Error ? error.message : String(error));
  }
  if (content.format !== format || !isDeepStrictEqual({ ...content.collections }, { ...collections }))
    throw new RestoreRefused(`the document counts of ${STORE_COPY} differ from the manifest`);
  const chain = firstDifference(manifest.auditChains, content.auditChains);
  if (chain !== null)
    throw new RestoreRefused(`the audit log in ${STORE_COPY} differs from the manifest: ${chain}`);
}

/** Describes the first chain that differs between the two lists. */
function firstDifference(named: readonly StoredChain[], found: readonly StoredChain[]): string | null {
  const foundByKey = new Map(found.map((chain) => [keyOf(chain), chain]));
  for (const chain of named) {
    const other = foundByKey.get(keyOf(chain));
    foundByKey.delete(keyOf(chain));
    if (!isDeepStrictEqual(chain, other))
      return `chain ${chain.writer} of practice ${chain.practice} should be ${describeChain(chain)} but is ${describeChain(other)}`;
  }
  for (const { practice, writer } of foundByKey.values())
    return `chain ${writer} of practice ${practice} is not in the manifest`;
  return null;
}

function keyOf({ practice, writer }: StoredChain): string {
  return docId(practice, writer);
}

function describeChain(chain: StoredChain | undefined): string {
  if (chain === undefined) return 'missing';
  const { entries, seq, hash, fault } = chain;
  return `${entries} entries up to ${seq} (${hash.slice(0, HASH_SHOWN)}…), ${fault ?? 'sound'}`;
}

/** Never replaces an existing key file, because the identifiers under its keys would become unreadable. */
async function placeKeys(from: string, to: string): Promise<void> {
  const keys = await readFile(from);
  const existing = await readFile(to).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  });
  if (existing === null) await writeDurably(to, keys);
  else if (!keys.equals(existing))
    throw new RestoreRefused(`${to} differs from the backup's key file; move one of them away`);
}
