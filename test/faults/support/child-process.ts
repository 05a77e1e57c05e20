import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const MILLIS_PER_TICK = 10;
const ROOT = join(import.meta.dirname, '..', '..', '..');

/** Child processes run compiled code. Builds it if missing or outdated. */
export function ensureBuild(): void {
  const { status } = spawnSync(process.execPath, [join(ROOT, 'scripts', 'ensure-build.js')], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('the product could not be built');
}

/** A child process that reports what it does line by line and can be killed at any time. */
export class ReportingChild {
  readonly lines: string[] = [];
  errors = '';
  readonly ended: Promise<void>;
  private readonly waiting = new Map<string, (line: string) => void>();
  private readonly child: ChildProcess;

  constructor(command: readonly [string, ...string[]], env: Readonly<Record<string, string>> = {}) {
    const [program, ...args] = command;
    this.child = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.errors += text));
    // The process may already be gone when the order arrives.
    this.child.stdin?.on('error', () => undefined);
    const lines = createInterface({ input: this.child.stdout as NodeJS.ReadableStream });
    lines.on('line', (line) => this.heard(line));
    this.ended = Promise.all([once(this.child, 'exit'), once(lines, 'close')]).then(() => undefined);
  }

  static support(name: string): ReportingChild {
    return new ReportingChild([process.execPath, join(import.meta.dirname, name)]);
  }

  /** The whole product on a free port. `limits`: shell commands such as `ulimit` that apply to its process. */
  static server(
    folder: string,
    { nodeArgs = [], limits = '' }: { nodeArgs?: readonly string[]; limits?: string } = {},
  ): ReportingChild {
    const env = {
      TALLY_DATA_DIR: folder,
      PORT: '0',
      TALLY_SCHEDULE: 'off',
      TALLY_CALLS_PER_MINUTE: '0',
      LOG_LEVEL: 'error',
    };
    const product = [process.execPath, ...nodeArgs, join(ROOT, 'dist', 'main.js')];
    return new ReportingChild(['sh', '-c', `${limits}\nexec "$0" "$@"`, ...product], env);
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  get exitCode(): number | null {
    return this.child.exitCode;
  }

  /** The line that begins with a word, already reported or yet to come. Rejects if the process ends without it. */
  reported(word: string): Promise<string> {
    const before = this.lines.find((line) => line.startsWith(word));
    if (before !== undefined) return Promise.resolve(before);
    return new Promise((resolve, reject) => {
      this.waiting.set(word, resolve);
      void this.ended.then(() =>
        reject(new Error(`ended with ${this.child.exitCode} before "${word}": ${this.errors}`)),
      );
    });
  }

  /** CPU time used so far, user and kernel, in steps of 10 ms. */
  cpuMillis(): number {
    const fields = readFileSync(`/proc/${this.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    const [user, system] = [fields[11], fields[12]].map(Number);
    return ((user ?? 0) + (system ?? 0)) * MILLIS_PER_TICK;
  }

  /** Its peak memory. */
  peakRssBytes(): number {
    const [, kib = ''] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8')) ?? [];
    return Number(kib) * 1024;
  }

  /** Where a server listens. */
  async url(): Promise<string> {
    const line = await this.reported('Tally listens on ');
    return line.split(' ')[3] ?? '';
  }

  /** What a server started with `report-on-signal.js` reports about itself. */
  async inside(): Promise<{ readonly added: readonly string[]; readonly rssBytes: number }> {
    this.child.kill('SIGUSR2');
    const line = await this.reported('inside ');
    return JSON.parse(line.slice('inside '.length)) as { added: string[]; rssBytes: number };
  }

  order(what: object): void {
    this.child.stdin?.write(`${JSON.stringify(what)}\n`);
  }

  /** Sends SIGKILL, then waits until it is gone and everything it reported has been read. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  private heard(line: string): void {
    this.lines.push(line);
    for (const [word, resolve] of this.waiting) {
      if (!line.startsWith(word)) continue;
      this.waiting.delete(word);
      resolve(line);
    }
  }
}

/** Starts processes of one script ahead of time, so that a suite does not wait for each to load its code. */
export class ChildPool {
  private readonly started: ReportingChild[] = [];

  constructor(
    private readonly script: string,
    private readonly ahead = 2,
  ) {}

  async take(): Promise<ReportingChild> {
    while (this.started.length <= this.ahead) this.started.push(ReportingChild.support(this.script));
    const child = this.started.shift();
    if (child === undefined) throw new RangeError('a pool keeps at least one process');
    await child.reported('ready');
    return child;
  }

  async close(): Promise<void> {
    await Promise.all(this.started.splice(0).map((child) => child.kill()));
  }
}
