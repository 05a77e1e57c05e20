import { InvalidArgumentError, Option } from 'commander';
import { parseLocalDate, type LocalDate } from '../../domain/time/local-date.js';

/** Sets the exit status of a command that did its work. */
export type Finish = (status: 0 | 1) => void;

/** A date argument, `YYYY-MM-DD`. */
export function dateArgument(text: string): LocalDate {
  const date = parseLocalDate(text);
  if (date === null) throw new InvalidArgumentError('It must be a date of the form YYYY-MM-DD.');
  return date;
}

/** A whole number of at least `min`. */
export function countArgument(min: number): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (!/^\d{1,9}$/.test(text) || count < min)
      throw new InvalidArgumentError(`It must be a whole number of at least ${min}.`);
    return count;
  };
}

/** The practice whose data the command uses: the option, or TALLY_PRACTICE. */
export function practiceOption(): Option {
  return new Option('--practice <id>', 'id of the practice').env('TALLY_PRACTICE').makeOptionMandatory();
}

/** CMS files for one command that stores nothing. Repeatable. */
export function cmsFileOption(): Option {
  return new Option(
    '--cms-file <files...>',
    "CMS's PPRRVU, GPCI, MUE or PTP files, which take precedence over the built-in tables",
  ).default([]);
}

/** Prints the result of a command to standard output, for people and programs. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
