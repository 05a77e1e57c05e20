import { InvalidArgumentError, Option } from 'commander';
import { parseLocalDate, type LocalDate } from '../../domain/time/local-date.js';

/** Tells the exit status of a command that did its work. */
export type Finish = (status: 0 | 1) => void;

/** A date argument, `YYYY-MM-DD`. */
export function dateArgument(text: string): LocalDate {
  const date = parseLocalDate(text);
  if (date === null) throw new InvalidArgumentError('It must be a date of the form YYYY-MM-DD.');
  return date;
}

/** A whole number from `min` on. */
export function countArgument(min: number): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (!/^\d{1,9}$/.test(text) || count < min)
      throw new InvalidArgumentError(`It must be a whole number of at least ${min}.`);
    return count;
  };
}

/** Whose data: the option, else the environment. */
export function practiceOption(): Option {
  return new Option('--practice <id>', 'id of the practice').env('TALLY_PRACTICE').makeOptionMandatory();
}

/** CMS's own files for one command, where nothing is stored; repeatable. */
export function cmsFileOption(): Option {
  return new Option(
    '--cms-file <files...>',
    "CMS's PPRRVU, GPCI, MUE or PTP files to use before the built-in tables",
  ).default([]);
}

/** Standard output: the result of a command, for people and programs. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
