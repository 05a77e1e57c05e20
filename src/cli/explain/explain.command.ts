import type { Command } from 'commander';
import { practiceOption, printJson, type Finish } from '../app/command-frame.js';

export function addExplain(program: Command, finish: Finish): void {
  program
    .command('explain')
    .description('print the evidence for a charge: days, minutes, contact, consent, order, rules, payer')
    .argument('<charge-id>', 'such as P00001-E1~supply~2026-01-03~99454')
    .addOption(practiceOption())
    .action(async (chargeId: string, { practice }: { readonly practice: string }) => {
      const { withLocalApi } = await import('../app/with-local-api.js');
      const path = `/v1/charges/${encodeURIComponent(chargeId)}/explain`;
      printJson(await withLocalApi(practice, (api) => api.get(path)));
      finish(0);
    });
}
