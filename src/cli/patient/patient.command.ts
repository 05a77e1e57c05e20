import { Option, type Command } from 'commander';
import { practiceOption, printJson, type Finish } from '../app/command-frame.js';

interface ExportOptions {
  readonly practice: string;
  readonly patient: string;
  readonly reason: string;
}

/** One patient's whole record, exported or erased. */
export function addPatient(program: Command, finish: Finish): void {
  const patient = program.command('patient').description("one patient's whole record");
  patient
    .command('export')
    .description('print every document about a patient, decrypted, one per line, with the counts last')
    .addOption(practiceOption())
    .requiredOption('--patient <id>', 'id of the patient')
    .addOption(
      new Option('--reason <why>', 'for the audit log')
        .choices(['access', 'audit', 'legal', 'transfer'])
        .default('access'),
    )
    .addHelpText('after', '\nA file whose last line does not say "complete" is incomplete.')
    .action(async ({ practice, patient: id, reason }: ExportOptions) => {
      const { exportPatient } = await import('./export-patient.js');
      await exportPatient(practice, id, reason);
      finish(0);
    });
  patient
    .command('erase')
    .description('remove what identifies a patient; refused while evidence must be kept')
    .addOption(practiceOption())
    .requiredOption('--patient <id>', 'id of the patient')
    .requiredOption('--reason <text>', 'for the audit log: no names or values')
    .addHelpText(
      'after',
      `
A patient without charges or signed visits is removed entirely. Otherwise, once everything has been kept long enough,
identifiers, notes and raw payloads are removed, and rows that do not identify the person stay. This cannot be undone.
Earlier backups still hold the patient.`,
    )
    .action(async ({ practice, patient: id, reason }: ExportOptions) => {
      const { withLocalApi } = await import('../app/with-local-api.js');
      const path = `/v1/patients/${encodeURIComponent(id)}/erasure`;
      printJson(await withLocalApi(practice, (api) => api.post(path, { reason })));
      finish(0);
    });
}
