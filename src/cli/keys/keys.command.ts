import type { Command } from 'commander';
import { printJson, type Finish } from '../app/command-frame.js';

export function addKeys(program: Command, finish: Finish): void {
  const keys = program
    .command('keys')
    .description('the keys that encrypt patient identifiers')
    .addHelpText(
      'after',
      `
To change the key, run tally keys rotate, then tally keys reencrypt, and later tally keys retire KEY. Searches by number,
birth date and phone keep working. A backup needs the keys in use when it was made. See docs/security/keys.md.`,
    );
  keys
    .command('rotate')
    .description('add a key to the key file and encrypt with it from now on; older keys stay')
    .action(async () => {
      const { rotateKey } = await import('./change-keys.js');
      printJson(await rotateKey());
      finish(0);
    });
  keys
    .command('status')
    .description('count the stored values that each key encrypts')
    .addHelpText('after', '\nExit status: 0 done, 1 a value cannot be read.')
    .action(async () => {
      const { walkKeys } = await import('./change-keys.js');
      const report = await walkKeys(false);
      printJson(report);
      finish(report.unreadable > 0 ? 1 : 0);
    });
  keys
    .command('reencrypt')
    .description('encrypt values that use older keys with the current one; if interrupted, run it again')
    .addHelpText(
      'after',
      '\nExit status: 0 every value uses the current key, 1 a value does not, or cannot be read.',
    )
    .action(async () => {
      const { walkKeys } = await import('./change-keys.js');
      const report = await walkKeys(true);
      printJson(report);
      finish(report.unreadable > 0 || report.stale > 0 ? 1 : 0);
    });
  keys
    .command('retire')
    .description('remove a key from the key file for good; refused while a value needs it')
    .argument('<key>', 'its id, such as k1')
    .action(async (id: string) => {
      const { retireKey } = await import('./change-keys.js');
      printJson(await retireKey(id));
      finish(0);
    });
}
