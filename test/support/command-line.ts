import { runCli } from '../../src/cli/main.js';

export interface CommandResult {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one `tally` command line in this process and keeps what it prints. */
export async function tally(...args: readonly string[]): Promise<CommandResult> {
  const printed = { out: '', err: '' };
  const { stdout, stderr } = process;
  const real = { out: stdout.write, err: stderr.write };
  stdout.write = ((text: string | Uint8Array) => {
    printed.out += String(text);
    return true;
  }) as typeof stdout.write;
  stderr.write = ((text: string | Uint8Array) => {
    printed.err += String(text);
    return true;
  }) as typeof stderr.write;
  try {
    const status = await runCli(['node', 'tally', ...args]);
    return { status, ...printed };
  } finally {
    stdout.write = real.out;
    stderr.write = real.err;
  }
}
