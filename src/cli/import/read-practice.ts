import { readFile } from 'node:fs/promises';
import { CliError } from '../cli-error.js';
import { parsePractice, type PracticeRecords } from '../exchange/practice/practice-records.js';

const ERRORS_SHOWN_MAX = 20;

/** Reads and checks a practice file. @throws CliError that names each fault by its path */
export async function readPractice(file: string): Promise<PracticeRecords> {
  let raw: unknown;
  try {
    raw = JSON.parse((await readFile(file, 'utf8')).replace(/^\uFEFF/, '')) as unknown;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new CliError(code === undefined ? `${file} is not JSON` : `${file} cannot be read (${code})`);
  }
  const parsed = parsePractice(raw);
  if (parsed.ok) return parsed.records;
  const { errors } = parsed;
  const shown = errors.slice(0, ERRORS_SHOWN_MAX).map(({ path, message }) => `\n  ${path}: ${message}`);
  const rest = errors.length - shown.length;
  throw new CliError(
    `${file} is not a practice file:${shown.join('')}${rest > 0 ? `\n  and ${rest} more` : ''}`,
  );
}
