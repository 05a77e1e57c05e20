import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { assessMonitoringCase, caseId, type AssessedCase } from './assess-monitoring-case.js';
import { readCases } from './read-cases.js';
import { assessTelehealthCase } from './telehealth-case.js';

export type CaseKind = 'monitoring' | 'telehealth';

/** Decides the cases of a file (`-`: standard input) and answers the exit status: 1 when a case did not parse. */
export async function assessFile(file: string, kind: CaseKind): Promise<0 | 1> {
  const source = file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
  let status: 0 | 1 = 0;
  for (const raw of readCases(source)) {
    const line = raw.ok ? answerLine(raw.value, kind) : refusal(raw.id, '', raw.message);
    if ('error' in line) status = 1;
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
  return status;
}

function answerLine(value: unknown, kind: CaseKind): object {
  if (kind === 'telehealth') return telehealthLine(value);
  const answer = decided(value);
  if (!answer.ok) return refusal(answer.id, answer.path, answer.message);
  const { id, codes, notBilled, parked, facts, flags, rules } = answer;
  return { id, codes, notBilled, ...(parked !== null && { parked }), facts, flags, rules };
}

/** A broken promise of the product ends the one case, not the file; its trace goes to standard error. */
function decided(value: unknown): AssessedCase {
  try {
    return assessMonitoringCase(value);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    return { ok: false, id: caseId(value), path: '', message: 'could not be assessed' };
  }
}

function telehealthLine(value: unknown): object {
  const answer = assessTelehealthCase(value);
  if (!answer.ok) return refusal(answer.id, answer.path, answer.message);
  const { id, codes, refused, alternative, warnings, selectionBasis, payment, facts, rules } = answer;
  return { id, codes, refused, alternative, warnings, selectionBasis, payment, facts, rules };
}

function refusal(id: string | null, path: string, message: string): object {
  return { id, error: { path, message } };
}
