import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';
import { loggableError } from './loggable-error.js';

type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

/** Writes Nest's own log lines to the process's log. Its start-up lines are logged as debug. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...more: unknown[]): void {
    this.write('debug', message, more);
  }

  fatal(message: unknown, ...more: unknown[]): void {
    this.write('fatal', message, more);
  }

  error(message: unknown, ...more: unknown[]): void {
    this.write('error', message, more);
  }

  warn(message: unknown, ...more: unknown[]): void {
    this.write('warn', message, more);
  }

  debug(message: unknown, ...more: unknown[]): void {
    this.write('debug', message, more);
  }

  verbose(message: unknown, ...more: unknown[]): void {
    this.write('trace', message, more);
  }

  /** Nest passes the context as the last argument and, with an error, its stack before that. */
  private write(level: Level, message: unknown, more: readonly unknown[]): void {
    const texts = more.filter((part): part is string => typeof part === 'string');
    const context = texts.at(-1) ?? 'app';
    const error = [message, ...more].find((part) => part instanceof Error);
    if (error !== undefined)
      this.logger[level]({ context, err: error }, loggableError(error)['type'] as string);
    else this.logger[level]({ context }, typeof message === 'string' ? message : 'an object was logged');
  }
}
