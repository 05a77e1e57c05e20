import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const MILLIS_PER_TICK = 10;
const ROOT = join(import.meta.dirname, '..', '..', '..');

/** Children run compiled code; this builds it where it is missing or old. */
export function ensureBuild(): void {
  const { status } = spawnSync(process.execPath, [join(ROOT, 'scripts', 'ensure-build.js')], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('the product could not be built');
}

/** A process of this suite's own that tells what it does line by line and can be killed at any time. */
export class ToldChild {
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
    // The order may meet a process that is gone already.
    this.child.stdin?.on('error', () => undefined);
    const lines = createInterface({ input: this.child.stdout as NodeJS.ReadableStream });
    lines.on('line', (line) => this.heard(line));
    this.ended = Promise.all([once(this.child, 'exit'), once(lines, 'close')]).then(() => undefined);
  }

  static support(name: string): ToldChild {
    return new ToldChild([process.execPath, join(import.meta.dirname, name)]);
  }

  /** The whole product on a free port. `limits`: shell commands such as `ulimit` that hold for its process. */
  static server(
    folder: string,
    { nodeArgs = [], limits = '' }: { nodeArgs?: readonly string[]; limits?: string } = {},
  ): ToldChild {
    const env = {
      TALLY_DATA_DIR: folder,
      PORT: '0',
      TALLY_SCHEDULE: 'off',
      TALLY_CALLS_PER_MINUTE: '0',
      LOG_LEVEL: 'error',
    };
    const product = [process.execPath, ...nodeArgs, join(ROOT, 'dist', 'main.js')];
    return new ToldChild(['sh', '-c', `${limits}\nexec "$0" "$@"`, ...product], env);
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  get exitCode(): number | null {
    return this.child.exitCode;
  }

  /** The line that begins with a word, told already or to come. Rejects when the process ends without it. */
  told(word: string): Promise<string> {
    const before = this.lines.find((line) => line.startsWith(word));
    if (before !== undefined) return Promise.resolve(before);
    return new Promise((resolve, reject) => {
      this.waiting.set(word, resolve);
      void this.ended.then(() =>
        reject(new Error(`ended with ${this.child.exitCode} before "${word}": ${this.errors}`)),
      );
    });
  }

  /** How long it has worked so far, in the program and for it in the kernel; in steps of 10 ms. */
  cpuMillis(): number {
    const fields = readFileSync(`/proc/${this.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    const [user, system] = [fields[11], fields[12]].map(Number);
    return ((user ?? 0) + (system ?? 0)) * MILLIS_PER_TICK;
  }

  /** The most memory that it ever held. */
  peakRssBytes(): number {
    const [, kib = ''] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8')) ?? [];
    return Number(kib) * 1024;
  }

  /** Where a server listens. */
  async url(): Promise<string> {
    const line = await this.told('Tally listens on ');
    return line.split(' ')[3] ?? '';
  }

  /** What a server started with `report-on-signal.js` sees of itself. */
  async inside(): Promise<{ readonly added: readonly string[]; readonly rssBytes: number }> {
    this.child.kill('SIGUSR2');
    const line = await this.told('inside ');
    return JSON.parse(line.slice('inside '.length)) as { added: string[]; rssBytes: number };
  }

  order(what: object): void {
    this.child.stdin?.write(`${JSON.stringify(what)}\n`);
  }

  /** SIGKILL, then waits until it is gone and everything it had told has been heard. */
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

/** Keeps processes of one script started ahead, so that a suite does not wait for each to load its code. */
export class ChildPool {
  private readonly started: ToldChild[] = [];

  constructor(
    private readonly script: string,
    private readonly ahead = 2,
  ) {}

  async take(): Promise<ToldChild> {
    while (this.started.length <= this.ahead) this.started.push(ToldChild.support(this.script));
    const child = this.started.shift();
    if (child === undefined) throw new RangeError('a pool keeps at least one process');
    await child.told('ready');
    return child;
  }

  async close(): Promise<void> {
    await Promise.all(this.started.splice(0).map((child) => child.kill()));
  }
}
