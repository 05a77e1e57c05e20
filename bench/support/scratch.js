import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A temporary folder that is removed when the process exits. TALLY_BENCH_DIR selects the disk. */
export function scratchFolder() {
  const folder = mkdtempSync(join(resolve(process.env.TALLY_BENCH_DIR ?? tmpdir()), 'tally-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  return folder;
}
