import { mkdir, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** The demo's folder in the working directory: the database, the input files and charges.csv. */
export interface DemoOutput {
  readonly folder: string;
  readonly data: string;
  readonly input: string;
  readonly chargesCsv: string;
}

/** Creates the folder, or empties that of an earlier demo. */
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
