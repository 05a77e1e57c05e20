import { StandardSchemaValidationPipe } from '@nestjs/common';
import { pathErrors } from './path-errors.js';
import { ProblemError } from './problem-error.js';

/** Checks `@Body({ schema })`, `@Query({ schema })` and `@Param({ schema })` and names every path that is wrong. */
export class ProblemValidationPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({
      exceptionFactory: (issues) => new ProblemError(400, 'The input is not valid.', pathErrors(issues)),
    });
  }

  /** The body parser has already refused them: a second walk over the body would find nothing. */
  protected override stripProtoKeys(): void {}
}
