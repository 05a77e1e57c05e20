import { readFile } from 'node:fs/promises';
import type { LocalDate } from '../../domain/time/local-date.js';
import { releaseContent, type ReleaseContent } from '../../modules/rulebook-releases/rulebook-release.js';
import { CliError } from '../cli-error.js';
import type { CmsFile } from './cms-file.js';
import { readCmsFile } from './read-cms-file.js';

/** In place of what a file says of itself. */
export interface NamedRelease {
  readonly release?: string;
  readonly from?: LocalDate;
}

/** One of CMS's files as a release: PTP edits come in several, which make one. @throws CliError */
export async function readRelease(
  files: readonly string[],
  named: NamedRelease = {},
): Promise<ReleaseContent> {
  const read = await Promise.all(files.map(async (file) => readCmsFile(await readFile(file, 'latin1'))));
  const [first, ...more] = read;
  if (!first) throw new CliError('No file was given.');
  if (more.length > 0 && read.some(({ kind }) => kind !== 'ptp'))
    throw new CliError('Only the parts of one PTP release are loaded together.');
  return toRelease(more.length === 0 ? first : joined(read), named);
}

/** Files of any kinds, the parts of a PTP release joined. @throws CliError */
export async function readReleases(files: readonly string[]): Promise<ReleaseContent[]> {
  const read = await Promise.all(files.map(async (file) => readCmsFile(await readFile(file, 'latin1'))));
  const pairs = read.filter(({ kind }) => kind === 'ptp');
  const others = read.filter(({ kind }) => kind !== 'ptp');
  const all = [...others, ...(pairs.length > 0 ? [joined(pairs)] : [])].map((file) => toRelease(file, {}));
  const seen = new Set<string>();
  for (const { kind, from } of all) {
    if (seen.has(`${kind}/${from}`)) throw new CliError(`Two files of one kind hold from ${from}.`);
    seen.add(`${kind}/${from}`);
  }
  return all;
}

function joined(parts: readonly CmsFile[]): CmsFile {
  const last = [...parts].sort((a, b) => ((a.from ?? '') < (b.from ?? '') ? -1 : 1)).at(-1);
  const { release = null, from = null } = last ?? {};
  return { kind: 'ptp', release, from, rows: parts.flatMap(({ rows }) => rows) };
}

function toRelease(file: CmsFile, named: NamedRelease): ReleaseContent {
  const release = named.release ?? file.release;
  const from = named.from ?? file.from;
  if (file.rows.length === 0) throw new CliError('The file has no row for any code of the rulebook.');
  if (release === null || from === null)
    throw new CliError('The file does not say which release it is: give --release and --from.');
  const isYearly = file.kind === 'relative_values' || file.kind === 'gpci';
  if (isYearly && file.from !== null && file.from.slice(0, 4) !== from.slice(0, 4))
    throw new CliError(`The file is of ${file.from.slice(0, 4)}: it cannot hold from ${from}.`);
  const parsed = releaseContent.safeParse({ ...file, release, from });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('');
  throw new CliError(`The file cannot be used: ${path?.slice(1) ?? ''} ${issue?.message ?? ''}`);
}
