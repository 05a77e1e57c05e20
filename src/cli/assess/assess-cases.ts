import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { LoadedReleases } from '../../domain/facts/loaded-releases.js';
import { toLoadedReleases } from '../../modules/rulebook-releases/to-loaded-releases.js';
import { assessMonitoringCase, caseId, type AssessedCase } from './assess-monitoring-case.js';
import { readCases } from './read-cases.js';
import { assessTelehealthCase } from './telehealth-case.js';

export type CaseKind = 'monitoring' | 'telehealth';

/** Decides the cases of a file (`-`: standard input). Returns the exit status: 1 if a case did not parse. */
export async function assessFile(
  file: string,
  kind: CaseKind,
  cmsFiles: readonly string[] = [],
): Promise<0 | 1> {
  const loaded = await loadedFrom(cmsFiles);
  const source = file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
  let status: 0 | 1 = 0;
  for (const raw of readCases(source)) {
    const line = raw.ok ? answerLine(raw.value, kind, loaded) : refusal(raw.id, '', raw.message);
    if ('error' in line) status = 1;
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
  return status;
}

/** The releases in these CMS files; null if there are none. */
async function loadedFrom(files: readonly string[]): Promise<LoadedReleases | null> {
  if (files.length === 0) return null;
  const { readReleases } = await import('../rulebook/read-cms-files.js');
  return toLoadedReleases(await readReleases(files));
}

function answerLine(value: unknown, kind: CaseKind, loaded: LoadedReleases | null): object {
  if (kind === 'telehealth') return telehealthLine(value, loaded);
  const answer = decided(value, loaded);
  if (!answer.ok) return refusal(answer.id, answer.path, answer.message);
  const { id, codes, notBilled, parked, facts, flags, rules } = answer;
  return { id, codes, notBilled, ...(parked !== null && { parked }), facts, flags, rules };
}

/** A defect in the product ends the one case, not the file. Its trace goes to standard error. */
function decided(value: unknown, loaded: LoadedReleases | null): AssessedCase {
  try {
    return assessMonitoringCase(value, loaded);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    return { ok: false, id: caseId(value), path: '', message: 'could not be assessed' };
  }
}

function telehealthLine(value: unknown, loaded: LoadedReleases | null): object {
  const answer = assessTelehealthCase(value, loaded);
  if (!answer.ok) return refusal(answer.id, answer.path, answer.message);
  const { id, codes, refused, alternative, warnings, selectionBasis, payment, facts, rules } = answer;
  return { id, codes, refused, alternative, warnings, selectionBasis, payment, facts, rules };
}

function refusal(id: string | null, path: string, message: string): object {
  return { id, error: { path, message } };
}
