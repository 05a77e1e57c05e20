import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A folder of our own that is gone when the process ends. TALLY_BENCH_DIR says on which disk. */
export function scratchFolder() {
  const folder = mkdtempSync(join(resolve(process.env.TALLY_BENCH_DIR ?? tmpdir()), 'tally-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  return folder;
}
