import { mkdir, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** The demo's own folder below the working directory: the database, the files that were delivered, charges.csv. */
export interface DemoOutput {
  readonly folder: string;
  readonly data: string;
  readonly input: string;
  readonly chargesCsv: string;
}

/** Makes the folder, or empties the one of an earlier demo. */
export async function emptyDemoOutput(): Promise<DemoOutput> {
  const folder = resolve('demo-output');
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true });
  return {
    folder,
    data: join(folder, 'data'),
    input: join(folder, 'input'),
    chargesCsv: join(folder, 'charges.csv'),
  };
}
