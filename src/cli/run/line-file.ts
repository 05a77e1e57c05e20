import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';

// With the process id, so that two runs into one folder do not write into each other's files.
const PARTIAL = `.${process.pid}.partial`;

const PIECE_CHARACTERS = 65_536;

/** A file written line by line under a temporary name. It gets its real name once it is complete. */
export class LineFile {
  private readonly stream: WriteStream;
  private failure: unknown = null;
  private pending = '';
  lines = 0;

  constructor(private readonly path: string) {
    this.stream = createWriteStream(path + PARTIAL);
    // Reported by the next write, or at the end.
    this.stream.once('error', (error) => (this.failure = error));
  }

  writeJson(value: object): Promise<void> {
    return this.write(`${JSON.stringify(value)}\n`, 1);
  }

  /** @param lines the number of lines in `text`, which includes their line ends */
  async write(text: string, lines: number): Promise<void> {
    this.lines += lines;
    this.pending += text;
    // In pieces: one stream write per line would cost more than the line.
    if (this.pending.length >= PIECE_CHARACTERS) await this.flush();
  }

  private async flush(): Promise<void> {
    if (this.failure !== null) throw this.failure;
    const piece = this.pending;
    this.pending = '';
    if (!this.stream.write(piece)) await once(this.stream, 'drain');
  }

  /** Closes the file and gives it its real name. */
  async finish(): Promise<void> {
    if (this.pending !== '') await this.flush();
    this.stream.end();
    await finished(this.stream);
    await rename(this.path + PARTIAL, this.path);
  }

  /** Deletes what was written, after a failed run. */
  async discard(): Promise<void> {
    this.stream.destroy();
    await rm(this.path + PARTIAL, { force: true });
  }
}
