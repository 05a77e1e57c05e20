import { performance } from 'node:perf_hooks';

const REDRAW_MS = 100;
const PLAIN = new Intl.NumberFormat('en-US');

/** Shows the progress of one step: a line that updates on a terminal, one final line elsewhere. */
export class Progress {
  private readonly began = performance.now();
  private drawnAt = 0;
  private done = 0;

  constructor(
    private readonly label: string,
    private readonly unit: string,
    private readonly stream: NodeJS.WriteStream = process.stderr,
  ) {}

  add(count: number): void {
    this.done += count;
    const now = performance.now();
    if (!this.stream.isTTY || now - this.drawnAt < REDRAW_MS) return;
    this.drawnAt = now;
    this.stream.write(`\r\x1b[K  ${this.text()} …`);
  }

  /** @param note the result, such as `12 rejected` */
  finish(note = ''): void {
    const seconds = ((performance.now() - this.began) / 1000).toFixed(1);
    const clear = this.stream.isTTY ? '\r\x1b[K' : '';
    this.stream.write(`${clear}  ${this.text()}${note === '' ? '' : ` (${note})`}  ${seconds} s\n`);
  }

  private text(): string {
    return `${this.label.padEnd(16)} ${PLAIN.format(this.done).padStart(9)} ${this.unit}`;
  }
}
