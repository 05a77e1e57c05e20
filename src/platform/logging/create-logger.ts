import { destination, pino, stdTimeFunctions, type Logger } from 'pino';
import { loggableError } from './loggable-error.js';

const STANDARD_ERROR = 2;

/** Fields that identify a person or grant access. They are removed from every object that is logged. */
const SENSITIVE = [
  'name',
  'family',
  'given',
  'mrn',
  'birthDate',
  'phone',
  'address',
  'memberId',
  'taxId',
  'token',
  'authorization',
  'password',
  'body',
  'raw',
  'values',
  'note',
];

/** The process's log: JSON lines on standard error, because standard output is for results. */
export function createLogger(level: string, output: { write(line: string): void } = standardError()): Logger {
  const paths = SENSITIVE.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
  return pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: loggableError },
      redact: { paths, censor: '[cut]' },
    },
    output,
  );
}

function standardError() {
  return destination({ fd: STANDARD_ERROR, sync: true });
}
