import { isUtf8 } from 'node:buffer';

/** One line of a stream. `text` is null when the line cannot be read. */
export type NumberedLine =
  | { readonly line: number; readonly text: string }
  | { readonly line: number; readonly text: null; readonly reason: 'line_too_long' | 'not_utf8' };

export const LINE_BYTES_MAX = 65_536;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const REPLACEMENT = '\uFFFD';

/** Cuts a byte stream into lines numbered from 1, independent of its chunks. Blank lines are counted but left out. */
export class LineCutter {
  private line = 0;
  private head: Buffer[] = [];
  private headBytes = 0;
  private isOverlong = false;

  /** The lines that end in this chunk. */
  cut(chunk: Buffer): NumberedLine[] {
    const lines: NumberedLine[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      this.end(chunk.subarray(start, end), lines);
      start = end + 1;
    }
    this.keep(chunk.subarray(start));
    return lines;
  }

  /** The last line, if no line feed ends it. */
  finish(): NumberedLine[] {
    const lines: NumberedLine[] = [];
    this.end(Buffer.alloc(0), lines);
    return lines;
  }

  private end(tail: Buffer, lines: NumberedLine[]): void {
    this.line += 1;
    const isOverlong = this.isOverlong || this.headBytes + tail.length > LINE_BYTES_MAX;
    const bytes = this.headBytes === 0 || isOverlong ? tail : Buffer.concat([...this.head, tail]);
    this.head = [];
    this.headBytes = 0;
    this.isOverlong = false;
    const { line } = this;
    if (isOverlong) lines.push({ line, text: null, reason: 'line_too_long' });
    else push(bytes, line, lines);
  }

  private keep(rest: Buffer): void {
    if (rest.length === 0 || this.isOverlong) return;
    this.isOverlong = this.headBytes + rest.length > LINE_BYTES_MAX + 1;
    if (this.isOverlong) {
      this.head = [];
      this.headBytes = 0;
      return;
    }
    // Copies the rest, because the chunk itself would keep a whole network buffer alive.
    this.head.push(Buffer.from(rest));
    this.headBytes += rest.length;
  }
}

function push(bytes: Buffer, line: number, lines: NumberedLine[]): void {
  const end = bytes[bytes.length - 1] === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length;
  const text = bytes.toString('utf8', 0, end);
  if (text.includes(REPLACEMENT) && !isUtf8(bytes)) lines.push({ line, text: null, reason: 'not_utf8' });
  else if (text.trim() !== '') lines.push({ line, text: line === 1 ? text.replace(/^\uFEFF/, '') : text });
}
