/** These errors quote the value that they reject, so only their type is logged. */
const QUOTES_VALUES =
  /^(SyntaxError|ZodError|CastError|ValidationError|ValidatorError|StrictModeError|ObjectParameterError|BSONError)$/;
const CAUSES_MAX = 3;

/** The parts of an error that may be logged: its type, its stack, and its message if that quotes no values. */
export function loggableError(error: unknown, depth = 0): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code } = error as { code?: unknown };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: error.name,
    ...(QUOTES_VALUES.test(error.name) || error.cause instanceof SyntaxError
      ? {}
      : { message: withoutKeyValues(error.message) }),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    stack: frames.join('\n'),
    ...(error.cause !== undefined && depth < CAUSES_MAX
      ? { cause: loggableError(error.cause, depth + 1) }
      : {}),
  };
}

/** The message of a duplicate key error ends with the key's values. */
function withoutKeyValues(message: string): string {
  const at = message.indexOf('dup key');
  return at === -1 ? message : message.slice(0, at + 'dup key'.length);
}
