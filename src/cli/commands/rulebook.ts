import type { Command } from 'commander';
import type { Finish } from './command-frame.js';

export function addRulebook(program: Command, finish: Finish): void {
  program
    .command('rulebook')
    .description('print the codes that Tally decides, their dates and sources, as a table of the README')
    .action(async () => {
      const { coverageMarkdown } = await import('../rulebook/coverage-markdown.js');
      process.stdout.write(coverageMarkdown());
      finish(0);
    });
}
