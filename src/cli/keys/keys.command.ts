import type { Command } from 'commander';
import { printJson, type Finish } from '../app/command-frame.js';

export function addKeys(program: Command, finish: Finish): void {
  const keys = program
    .command('keys')
    .description('the keys that identifiers of patients are encrypted under')
    .addHelpText(
      'after',
      `
To change the key: tally keys rotate, tally keys reencrypt, and in time tally keys retire K. Searches by number, birth date
and phone go on throughout. Backups need the keys of their day: docs/security/keys.md.`,
    );
  keys
    .command('rotate')
    .description('add a new key to the key file and encrypt under it from now on; the others stay')
    .action(async () => {
      const { rotateKey } = await import('./change-keys.js');
      printJson(await rotateKey());
      finish(0);
    });
  keys
    .command('status')
    .description('how many stored values are under each key')
    .addHelpText('after', '\nExit status: 0 done, 1 some value cannot be read.')
    .action(async () => {
      const { walkKeys } = await import('./change-keys.js');
      const report = await walkKeys(false);
      printJson(report);
      finish(report.unreadable > 0 ? 1 : 0);
    });
  keys
    .command('reencrypt')
    .description('write what is under older keys under the current one; stopped or killed, call it again')
    .addHelpText('after', '\nExit status: 0 everything is current, 1 something is not, or cannot be read.')
    .action(async () => {
      const { walkKeys } = await import('./change-keys.js');
      const report = await walkKeys(true);
      printJson(report);
      finish(report.unreadable > 0 || report.stale > 0 ? 1 : 0);
    });
  keys
    .command('retire')
    .description('take a key out of the key file for good; refused while any value needs it')
    .argument('<key>', 'its id, such as k1')
    .action(async (id: string) => {
      const { retireKey } = await import('./change-keys.js');
      printJson(await retireKey(id));
      finish(0);
    });
}
