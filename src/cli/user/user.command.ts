import { Option, type Command } from 'commander';
import { practiceOption, printJson, type Finish } from '../app/command-frame.js';

interface AddOptions {
  readonly practice: string;
  readonly id: string;
  readonly name: string;
  readonly roles: string[];
  readonly staff?: string;
  readonly bare?: true;
}

interface ChangeOptions {
  readonly practice: string;
  readonly reason: string;
  readonly bare?: true;
}

interface ResetOptions extends ChangeOptions {
  readonly keepAuthenticator?: boolean;
}

interface UserAwaitingSetup {
  readonly accountSetup: { readonly token: string };
}

const VERBS = {
  disable: 'end the sessions of a user and refuse sign-in',
  enable: 'let a disabled user sign in again',
  unlock: 'let a user who failed too often try again immediately',
} as const;

/** People who sign in. The first administrator of a practice is created here. There is no default password. */
export function addUser(program: Command, finish: Finish): void {
  const user = program.command('user').description('people who sign in, and their roles');
  user
    .command('add')
    .description('create a user; the one-time setup token is printed once')
    .addOption(practiceOption())
    .requiredOption('--id <id>', 'the sign-in name')
    .requiredOption('--name <name>', "the person's name")
    .option('--roles <list>', 'comma-separated, such as clinician,biller', (text) => text.split(','), [
      'administrator',
    ])
    .option('--staff <id>', 'the staff record that the person acts as')
    .addOption(bareOption())
    .action(async ({ practice, bare, staff, ...content }: AddOptions) => {
      const { withLocalApi } = await import('../app/with-local-api.js');
      const body = { ...content, staffId: staff ?? null };
      printSetupToken(
        await withLocalApi(practice, (api) => api.post<UserAwaitingSetup>('/v1/users', body)),
        bare,
      );
      finish(0);
    });
  user
    .command('reset')
    .description("remove a user's password, authenticator and sessions, and print a new setup token")
    .argument('<id>', 'the sign-in name')
    .addOption(practiceOption())
    .requiredOption('--reason <text>', 'for the audit log')
    .option('--keep-authenticator', 'for a forgotten password: the authenticator must confirm the new one')
    .addOption(bareOption())
    .action(async (id: string, { practice, reason, bare, keepAuthenticator = false }: ResetOptions) => {
      const { withLocalApi } = await import('../app/with-local-api.js');
      const path = `/v1/users/${encodeURIComponent(id)}/reset`;
      const body = { reason, keepAuthenticator };
      printSetupToken(await withLocalApi(practice, (api) => api.post<UserAwaitingSetup>(path, body)), bare);
      finish(0);
    });
  user
    .command('list')
    .description('list the users of a practice')
    .addOption(practiceOption())
    .action(async ({ practice }: { readonly practice: string }) => {
      const { withLocalApi } = await import('../app/with-local-api.js');
      printJson(await withLocalApi(practice, (api) => api.get('/v1/users')));
      finish(0);
    });
  for (const [verb, description] of Object.entries(VERBS)) addVerb(user, finish, { verb, description });
}

function addVerb(
  user: Command,
  finish: Finish,
  { verb, description }: { readonly verb: string; readonly description: string },
): void {
  user
    .command(verb)
    .description(description)
    .argument('<id>', 'the sign-in name')
    .addOption(practiceOption())
    .requiredOption('--reason <text>', 'for the audit log')
    .action(async (id: string, { practice, reason }: ChangeOptions) => {
      const { withLocalApi } = await import('../app/with-local-api.js');
      const path = `/v1/users/${encodeURIComponent(id)}/${verb}`;
      printJson(await withLocalApi(practice, (api) => api.post(path, { reason })));
      finish(0);
    });
}

function bareOption(): Option {
  return new Option('--bare', 'print only the token, for scripts');
}

function printSetupToken(user: UserAwaitingSetup, bare: true | undefined): void {
  if (bare) process.stdout.write(`${user.accountSetup.token}\n`);
  else printJson(user);
}
