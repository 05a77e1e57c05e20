import type { z } from 'zod';
import { pathErrors } from './path-errors.js';
import { ProblemError } from './problem-error.js';

/** Parses input at the border; throws a 400 problem that names each path. */
export function parseInput<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new ProblemError(400, 'The input is not valid.', pathErrors(result.error.issues));
}
