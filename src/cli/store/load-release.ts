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
  /** Whether another release of the same kind and first date may be replaced. */
  readonly replace?: boolean;
}

/** Checks one of CMS's files and keeps what it says of our codes. */
export async function loadRelease(given: ReleaseToLoad): Promise<object> {
  const file = readCmsFile(await readFile(given.file, 'latin1'));
  const release = given.release ?? file.release;
  const from = given.from ?? file.from;
  if (release === null || from === null)
    throw new CliError('The file does not say which release it is: give --release and --from.');
  if (file.rows.length === 0) throw new CliError('The file has no row for any code of the rulebook.');
  const isYearly = file.kind !== 'mue';
  if (isYearly && file.from !== null && file.from.slice(0, 4) !== from.slice(0, 4))
    throw new CliError(`The file is of ${file.from.slice(0, 4)}: it cannot hold from ${from}.`);
  const path = `/v1/rulebook-releases?replace=${String(given.replace ?? false)}`;
  return withLocalApi(given.practice, (api) => api.post<object>(path, { ...file, release, from }));
}
