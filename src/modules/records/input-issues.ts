import { ProblemError } from '../../platform/errors/problem-error.js';
import type { PathError } from '../../platform/errors/problem.js';

const ERRORS_MAX = 100;

/** Collects what is wrong with an input besides its shape, so that one answer names every error. */
export class InputIssues {
  private readonly errors: PathError[] = [];

  check(isValid: boolean, path: string, message: string): void {
    if (!isValid && this.errors.length < ERRORS_MAX) this.errors.push({ path, message });
  }

  /** @throws ProblemError 400 naming each path */
  throwIfAny(): void {
    if (this.errors.length > 0) throw new ProblemError(400, 'The input is not valid.', this.errors);
  }
}
