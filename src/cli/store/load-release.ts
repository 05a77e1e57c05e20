import { readFile } from 'node:fs/promises';
import type { LocalDate } from '../../domain/time/local-date.js';
import { withLocalApi } from '../app/with-local-api.js';
import { CliError } from '../cli-error.js';
import { readCmsFile } from '../rulebook/read-cms-file.js';

export interface ReleaseToLoad {
  readonly practice: string;
  readonly file: string;
  /** In place of what the file says of itself. */
  readonly release?: string;
  readonly from?: LocalDate;
}

/** Checks one of CMS's files and keeps what it says of our codes. */
export async function loadRelease(given: ReleaseToLoad): Promise<object> {
  const file = readCmsFile(await readFile(given.file, 'latin1'));
  const release = given.release ?? file.release;
  const from = given.from ?? file.from;
  if (release === null || from === null)
    throw new CliError('The file does not say which release it is: give --release and --from.');
  if (file.rows.length === 0) throw new CliError('The file has no row for any code of the rulebook.');
  const kept = await withLocalApi(given.practice, (api) =>
    api.post<{ id: string; version: number }>('/v1/rulebook-releases', { ...file, release, from }),
  );
  return { id: kept.id, kind: file.kind, release, from, rows: file.rows.length, version: kept.version };
}
