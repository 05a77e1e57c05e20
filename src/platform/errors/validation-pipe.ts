import { StandardSchemaValidationPipe } from '@nestjs/common';
import { pathErrors } from './path-errors.js';
import { ProblemError } from './problem-error.js';

/** Checks `@Body({ schema })`, `@Query({ schema })` and `@Param({ schema })` and names every path that is wrong. */
export function validationPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({
    exceptionFactory: (issues) => new ProblemError(400, 'The input is not valid.', pathErrors(issues)),
  });
}
