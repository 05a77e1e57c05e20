import { statSync } from 'node:fs';
import type { WalkAnswer } from '../../modules/operations/sealed-walk.answer.js';
import { SystemClock } from '../../platform/clock/clock.js';
import { Config, ConfigError } from '../../platform/config/config.js';
import { addKey, removeKey } from '../../platform/crypto/keys/change-key-file.js';
import type { KeyRing } from '../../platform/crypto/keys/key-ring.js';
import { keyFileOf, openKeyRing } from '../../platform/crypto/keys/open-key-ring.js';
import { LocalClient } from '../../platform/http/local/local-client.js';
import { LocalApi } from '../app/local-api.js';
import { withLocalApi } from '../app/with-local-api.js';
import { CliError } from '../cli-error.js';
import { Progress } from '../terminal/progress.js';

const PAGE = 200;
/** Servers reread the key file every five seconds. */
const RELOADED_AFTER_MS = 60_000;
const UNWRITABLE: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS', 'EBUSY', 'ENOSPC']);

export interface KeysView {
  readonly current: string;
  /** The key of the search hashes. */
  readonly lookup: string;
  readonly keys: readonly string[];
}

export interface WalkReport {
  readonly current: string;
  readonly documents: number;
  /** Values by field and key. */
  readonly values: Record<string, Record<string, number>>;
  readonly byKey: Record<string, number>;
  readonly rewritten: number;
  /** Values encrypted with a key other than the current one. */
  readonly stale: number;
  readonly unreadable: number;
}

/** Adds a key. The server that holds the data folder uses it when this returns; other servers follow within seconds. */
export async function rotateKey(): Promise<KeysView> {
  const { config, file } = settings();
  openKeyRing(config);
  const view = viewOf(changed(file, () => addKey(file)));
  await reloadServer(config);
  return view;
}

/** Counts every encrypted value and, with `rewrite`, encrypts each with the current key. Shows progress on standard error. */
export function walkKeys(rewrite: boolean): Promise<WalkReport> {
  return withLocalApi(null, async (api) => {
    const { current } = await api.post<{ readonly current: string }>('/v1/keys/reload', {});
    const report = { current, documents: 0, values: {}, byKey: {}, rewritten: 0, stale: 0, unreadable: 0 };
    const progress = new Progress(rewrite ? 'reencrypt' : 'count', 'documents');
    let from: WalkAnswer['next'] = null;
    do {
      const page: WalkAnswer = await api.post<WalkAnswer>('/v1/keys/walk', { from, rewrite, limit: PAGE });
      add(report, page);
      progress.add(page.documents);
      from = page.next;
    } while (from !== null);
    progress.finish(rewrite ? `${report.rewritten} rewritten` : `${report.stale} values not current`);
    return report;
  });
}

/** @throws CliError while a value needs the key, or a server may still encrypt with it */
export async function retireKey(id: string): Promise<KeysView> {
  const { config, file } = settings();
  const ring = openKeyRing(config).ring;
  if (config.mongodbUri !== null && new SystemClock().now() - statSync(file).mtimeMs < RELOADED_AFTER_MS)
    throw new CliError('The key file changed less than a minute ago. Wait until every server has loaded it.');
  if (ring.keys[id] !== undefined && id !== ring.current && id !== ring.lookup) {
    const { byKey, unreadable } = await walkKeys(false);
    const needing = byKey[id] ?? 0;
    if (needing > 0)
      throw new CliError(`${needing} values are encrypted with ${id}. Run tally keys reencrypt first.`);
    if (unreadable > 0) throw new CliError(`${unreadable} values cannot be read. Nothing was changed.`);
  }
  const view = viewOf(changed(file, () => removeKey(file, id)));
  await reloadServer(config);
  return view;
}

function add(report: { -readonly [K in keyof WalkReport]: WalkReport[K] }, page: WalkAnswer): void {
  report.documents += page.documents;
  report.rewritten += page.rewritten;
  report.unreadable += page.unreadable;
  for (const [field, counts] of Object.entries(page.values)) {
    const byKey = (report.values[field] ??= {});
    for (const [id, count] of Object.entries(counts)) {
      byKey[id] = (byKey[id] ?? 0) + count;
      report.byKey[id] = (report.byKey[id] ?? 0) + count;
      if (id !== report.current) report.stale += count;
    }
  }
}

async function reloadServer({ mongodbUri, dataDir }: Config): Promise<void> {
  const running = mongodbUri === null ? await LocalClient.open(dataDir) : null;
  if (running) await new LocalApi(running, null).post('/v1/keys/reload', {});
}

function settings(): { readonly config: Config; readonly file: string } {
  try {
    const config = new Config(process.env);
    const file = keyFileOf(config);
    if (file === null) throw ConfigError.of('TALLY_KEY_FILE', 'must name the key file');
    return { config, file };
  } catch (error) {
    if (error instanceof ConfigError) throw new CliError(error.message);
    throw error;
  }
}

function changed(file: string, change: () => KeyRing): KeyRing {
  try {
    return change();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== undefined && UNWRITABLE.has(code))
      throw new CliError(`${file} cannot be replaced (${code}). Nothing was changed.`);
    throw error instanceof Error && error.name !== 'TypeError' ? new CliError(error.message) : error;
  }
}

function viewOf({ current, lookup, keys }: KeyRing): KeysView {
  return { current, lookup, keys: Object.keys(keys) };
}
