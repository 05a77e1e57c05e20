import { Option, type Command } from 'commander';
import { countArgument, practiceOption, printJson, type Finish } from '../app/command-frame.js';

interface IssueOptions {
  readonly practice: string;
  readonly kind: 'person' | 'gateway';
  readonly id: string;
  readonly scopes: string[];
  readonly source?: string;
  readonly staff?: string;
  readonly days?: number;
  readonly scheme: 'bearer' | 'hmac';
  readonly bare?: true;
}

interface RotateOptions {
  readonly practice: string;
  readonly overlapMinutes?: number;
  readonly bare?: true;
}

export function addToken(program: Command, finish: Finish): void {
  const token = program
    .command('token')
    .description('bearer tokens and signing secrets of people and gateways');
  token
    .command('issue')
    .description('create a token; it is printed once and cannot be shown again')
    .addOption(practiceOption())
    .addOption(new Option('--kind <kind>').choices(['person', 'gateway']).makeOptionMandatory())
    .requiredOption('--id <id>', 'the person or gateway that will use it')
    .requiredOption('--scopes <list>', 'comma-separated, such as readings:write,records:read', (text) =>
      text.split(','),
    )
    .option('--source <name>', 'the name of a gateway, within which its reading ids are unique')
    .option('--staff <id>', 'the staff record that a person acts as')
    .addOption(
      new Option('--scheme <scheme>', 'send the token itself, or sign each request with it (gateways)')
        .choices(['bearer', 'hmac'])
        .default('bearer'),
    )
    .option('--days <n>', 'days until it expires (default: valid until revoked)', countArgument(1))
    .option('--bare', 'print only the token, for scripts')
    .action(async ({ bare, ...options }: IssueOptions) => {
      const { issueToken } = await import('./issue-token.js');
      const issued = await issueToken(options);
      if (bare) process.stdout.write(`${(issued as { token: string }).token}\n`);
      else printJson(issued);
      finish(0);
    });
  token
    .command('list')
    .description('list the tokens of a practice, without their secrets')
    .addOption(practiceOption())
    .action(async ({ practice }: { readonly practice: string }) => {
      const { withLocalApi } = await import('../app/with-local-api.js');
      printJson(await withLocalApi(practice, (api) => api.get('/v1/credentials')));
      finish(0);
    });
  addRotation(token, finish);
  token
    .command('revoke')
    .description('revoke a token immediately')
    .argument('<credential-id>', 'as printed by issue and list')
    .addOption(practiceOption())
    .action(async (id: string, { practice }: { readonly practice: string }) => {
      const { withLocalApi } = await import('../app/with-local-api.js');
      await withLocalApi(practice, (api) => api.delete(`/v1/credentials/${encodeURIComponent(id)}`));
      finish(0);
    });
}

function addRotation(token: Command, finish: Finish): void {
  token
    .command('rotate')
    .description('create a new token for the same holder; the old one ends after the overlap')
    .argument('<credential-id>', 'as printed by issue and list')
    .addOption(practiceOption())
    .option(
      '--overlap-minutes <n>',
      'minutes during which both work, up to 43,200 (30 days; default: 1,440)',
      countArgument(0),
    )
    .option('--bare', 'print only the token, for scripts')
    .action(async (id: string, { practice, overlapMinutes, bare }: RotateOptions) => {
      const { withLocalApi } = await import('../app/with-local-api.js');
      const path = `/v1/credentials/${encodeURIComponent(id)}/rotate`;
      const body = overlapMinutes === undefined ? {} : { overlapMinutes };
      const issued = await withLocalApi(practice, (api) => api.post(path, body));
      if (bare) process.stdout.write(`${(issued as { token: string }).token}\n`);
      else printJson(issued);
      finish(0);
    });
}
