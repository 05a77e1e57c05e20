import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { pathErrors } from './path-errors.js';
import { ProblemError } from './problem-error.js';

type Schema = NonNullable<ArgumentMetadata['schema']>;
type Checked = Awaited<ReturnType<Schema['~standard']['validate']>>;

/**
 * Checks `@Body({ schema })`, `@Query({ schema })` and `@Param({ schema })` and names every invalid path. It replaces Nest's
 * own pipe, which makes every parameter wait for a promise and looks for names that the body parser has already refused.
 */
export class ProblemValidationPipe implements PipeTransform {
  transform(value: unknown, { schema }: ArgumentMetadata): unknown {
    if (schema === undefined) return value;
    const checked = schema['~standard'].validate(value);
    return checked instanceof Promise ? checked.then(valueOf) : valueOf(checked);
  }
}

function valueOf(checked: Checked): unknown {
  if (checked.issues === undefined) return checked.value;
  throw new ProblemError(400, 'The input is not valid.', pathErrors(checked.issues));
}
