import type { Command } from 'commander';
import { practiceOption, printJson, type Finish } from '../app/command-frame.js';

interface Page {
  readonly items: readonly object[];
  readonly next: string | null;
}

export function addRetention(program: Command, finish: Finish): void {
  const retention = program.command('retention').description('how long evidence is kept');
  retention
    .command('due')
    .description('list the patients whose records no longer have to be kept')
    .addOption(practiceOption())
    .action(async ({ practice }: { readonly practice: string }) => {
      const { withLocalApi } = await import('../app/with-local-api.js');
      const items = await withLocalApi(practice, async (api) => {
        const all: object[] = [];
        for (let cursor: string | null = ''; cursor !== null;) {
          const more: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
          const page: Page = await api.get<Page>(`/v1/retention/due?limit=500${more}`);
          all.push(...page.items);
          cursor = page.next;
        }
        return all;
      });
      printJson({ items });
      finish(0);
    });
}
