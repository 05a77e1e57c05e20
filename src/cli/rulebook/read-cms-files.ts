import { readFile } from 'node:fs/promises';
import type { LocalDate } from '../../domain/time/local-date.js';
import {
  releaseContent,
  type ReleaseContent,
} from '../../modules/rulebook-releases/rulebook-release.input.js';
import { CliError } from '../cli-error.js';
import type { CmsFile } from './cms-file.js';
import { readCmsFile } from './read-cms-file.js';

/** Overrides what a file says about itself. */
export interface NamedRelease {
  readonly release?: string;
  readonly from?: LocalDate;
}

/** Reads one CMS release: one file, or the several files of PTP edits. @throws CliError */
export async function readRelease(
  files: readonly string[],
  named: NamedRelease = {},
): Promise<ReleaseContent> {
  const read = await Promise.all(files.map(async (file) => readCmsFile(await readFile(file, 'latin1'))));
  const [first, ...more] = read;
  if (!first) throw new CliError('Give at least one file.');
  if (more.length > 0 && read.some(({ kind }) => kind !== 'ptp'))
    throw new CliError('Only the parts of one PTP release can be loaded together.');
  return toRelease(more.length === 0 ? first : joined(read), named);
}

/** Reads files of any kind and joins the parts of a PTP release. @throws CliError */
export async function readReleases(files: readonly string[]): Promise<ReleaseContent[]> {
  const read = await Promise.all(files.map(async (file) => readCmsFile(await readFile(file, 'latin1'))));
  const pairs = read.filter(({ kind }) => kind === 'ptp');
  const others = read.filter(({ kind }) => kind !== 'ptp');
  const all = [...others, ...(pairs.length > 0 ? [joined(pairs)] : [])].map((file) => toRelease(file, {}));
  const seen = new Set<string>();
  for (const { kind, from } of all) {
    if (seen.has(`${kind}/${from}`)) throw new CliError(`Two files of the same kind start on ${from}.`);
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
  if (file.rows.length === 0) throw new CliError('The file has no row for any supported code.');
  if (release === null || from === null)
    throw new CliError('The file does not name its release. Give --release and --from.');
  const isYearly = file.kind === 'relative_values' || file.kind === 'gpci';
  if (isYearly && file.from !== null && file.from.slice(0, 4) !== from.slice(0, 4))
    throw new CliError(`The file is for ${file.from.slice(0, 4)}, so it cannot start on ${from}.`);
  const parsed = releaseContent.safeParse({ ...file, release, from });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('');
  throw new CliError(`The file cannot be used: ${path?.slice(1) ?? ''} ${issue?.message ?? ''}`);
}
