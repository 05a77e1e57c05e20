import { createReadStream } from 'node:fs';
import { LineCutter, type NumberedLine } from '../../modules/readings/intake/ndjson-lines.js';

const BATCH_LINES = 1000;
const CHUNK_BYTES = 1 << 18;

/** The result for one line of a file, as the service that took it reports it. */
export interface LineAnswer {
  readonly status: 'accepted' | 'duplicate' | 'quarantined' | 'rejected' | 'conflict';
  readonly reason?: string;
}

export interface LineSink {
  /** Takes the texts of up to 1,000 lines and answers in order. */
  take(texts: readonly string[]): Promise<readonly LineAnswer[]>;
  /** Called once per line, in order. Blank lines are skipped. */
  answered(line: number, answer: LineAnswer): Promise<void> | void;
}

export type LineCounts = Record<LineAnswer['status'], number>;

/** Streams the lines of a file into a sink in batches. A line that is not text does not stop the others. */
export async function deliverLines(file: string, sink: LineSink): Promise<LineCounts> {
  const counts: LineCounts = { accepted: 0, duplicate: 0, quarantined: 0, rejected: 0, conflict: 0 };
  for await (const lines of batches(file)) {
    const texts = lines.flatMap(({ text }) => (text === null ? [] : [text]));
    const taken = (await sink.take(texts)).values();
    for (const line of lines) {
      const answer: LineAnswer | undefined =
        line.text === null ? { status: 'rejected', reason: line.reason } : taken.next().value;
      if (answer === undefined) throw new Error('a line was taken without an answer');
      counts[answer.status] += 1;
      await sink.answered(line.line, answer);
    }
  }
  return counts;
}

async function* batches(file: string): AsyncGenerator<readonly NumberedLine[]> {
  const cutter = new LineCutter();
  let lines: NumberedLine[] = [];
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES })) {
    for (const line of cutter.cut(chunk as Buffer)) lines.push(line);
    while (lines.length >= BATCH_LINES) {
      yield lines.slice(0, BATCH_LINES);
      lines = lines.slice(BATCH_LINES);
    }
  }
  for (const line of cutter.finish()) lines.push(line);
  if (lines.length > 0) yield lines;
}
