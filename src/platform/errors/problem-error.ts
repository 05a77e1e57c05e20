import { STATUS_CODES } from 'node:http';
import type { PathError } from './problem.js';

/** Thrown to answer a request with a problem body. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(
    readonly status: number,
    readonly detail: string,
    readonly errors: readonly PathError[] = [],
    readonly headers: Readonly<Record<string, string>> = {},
    /** Further members of the problem. `patientId` names the patient about whom the refusal reveals something. */
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${status} ${STATUS_CODES[status] ?? 'Error'}: ${detail}`);
  }
}
