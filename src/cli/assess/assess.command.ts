import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { assessMonitoringCase, caseId, type AssessedCase } from './assess-monitoring-case.js';
import { readCases } from './read-cases.js';

/** Decides the cases of a file (`-`: standard input) and answers the exit status: 1 when a case did not parse. */
export async function assessFile(file: string): Promise<0 | 1> {
  const source = file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
  let status: 0 | 1 = 0;
  for (const raw of readCases(source)) {
    const line = raw.ok ? answerLine(raw.value) : refusal(raw.id, '', raw.message);
    if ('error' in line) status = 1;
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
  return status;
}

function answerLine(value: unknown): object {
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

function refusal(id: string | null, path: string, message: string): object {
  return { id, error: { path, message } };
}
