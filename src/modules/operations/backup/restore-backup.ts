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
/** What may stand in a folder that a backup is restored into: the marks of a holder, a restore that was cut off, a key file. */
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
/** Digits of a hash that tell two apart. */
const HASH_SHOWN = 12;

/** The backup, or the place to restore it to, cannot be used; the message says why and holds no patient data. */
export class RestoreRefused extends Error {
  override readonly name = 'RestoreRefused';
}

/**
 * Puts a backup's store into an empty folder. The store's file gets its name last, when hash, integrity, counts and
 * audit log are as the manifest says: a restore that is cut off leaves no store.
 * @throws RestoreRefused, FolderInUse when a process holds the folder
 */
export async function restoreBackup(backup: string, folder: string): Promise<BackupManifest> {
  const manifest = await readManifest(backup);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // A folder that nobody holds gets no marks of ours before it is known to be empty.
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
  throw new RestoreRefused(`${folder} is not empty: a store is restored into an empty folder only`);
}

async function readManifest(backup: string): Promise<BackupManifest> {
  const text = await readFile(join(backup, MANIFEST_FILE), 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new RestoreRefused(`${backup} is no backup: it holds no ${MANIFEST_FILE}`);
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
      throw new RestoreRefused(`${backup} holds no ${STORE_COPY}`);
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
    throw new RestoreRefused(`${STORE_COPY} is not the file that the manifest describes (SHA-256 differs)`);
  let content;
  try {
    content = inspectStore(draft);
  } catch (error) {
    throw new RestoreRefused(error instanceof Error ? error.message : String(error));
  }
  if (content.format !== format || !isDeepStrictEqual({ ...content.collections }, { ...collections }))
    throw new RestoreRefused(`the documents in ${STORE_COPY} are not those that the manifest counts`);
  const chain = firstDifference(manifest.auditChains, content.auditChains);
  if (chain !== null)
    throw new RestoreRefused(`${STORE_COPY} holds another audit log than the manifest: ${chain}`);
}

/** Of two lists of chains: the first that is not the same in both, in words. */
function firstDifference(named: readonly StoredChain[], found: readonly StoredChain[]): string | null {
  const foundByKey = new Map(found.map((chain) => [keyOf(chain), chain]));
  for (const chain of named) {
    const other = foundByKey.get(keyOf(chain));
    foundByKey.delete(keyOf(chain));
    if (!isDeepStrictEqual(chain, other))
      return `chain ${chain.writer} of practice ${chain.practice} should be ${told(chain)} and is ${told(other)}`;
  }
  for (const { practice, writer } of foundByKey.values())
    return `chain ${writer} of practice ${practice} should not be there`;
  return null;
}

function keyOf({ practice, writer }: StoredChain): string {
  return docId(practice, writer);
}

function told(chain: StoredChain | undefined): string {
  if (chain === undefined) return 'missing';
  const { entries, seq, hash, fault } = chain;
  return `${entries} entries up to ${seq} (${hash.slice(0, HASH_SHOWN)}…), ${fault ?? 'sound'}`;
}

/** A key file that is there already stands: another one's identifiers could not be read again. */
async function placeKeys(from: string, to: string): Promise<void> {
  const keys = await readFile(from);
  const standing = await readFile(to).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  });
  if (standing === null) await writeDurably(to, keys);
  else if (!keys.equals(standing))
    throw new RestoreRefused(`${to} is another key file than the backup's; move one of them away`);
}
