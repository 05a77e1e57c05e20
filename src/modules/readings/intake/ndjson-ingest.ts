import { Readable } from 'node:stream';
import { overlapped } from '../../../platform/streams/overlapped.js';
import type { Principal } from '../../caller/principal.js';
import type { ReadingsService } from '../readings.service.js';
import { rejected, type IntakeAnswer } from './intake.answer.js';
import { lineBatches } from './line-batches.js';
import { LINE_BYTES_MAX, type NumberedLine } from './ndjson-lines.js';
import { SentReading } from './sent-reading.js';

const MESSAGES = {
  line_too_long: `must be at most ${LINE_BYTES_MAX} bytes`,
  not_utf8: 'must be UTF-8',
} as const;

/**
 * Takes in a stream of readings, one JSON text per line, and writes one answer line for each, in order. `line` is the
 * line number. Each answer follows the commit of its reading. If the stream breaks, the sender may resend every reading
 * that was not answered.
 */
export function ndjsonIngest(
  readings: Pick<ReadingsService, 'ingest'>,
  principal: Principal,
  source: Readable,
): Readable {
  return Readable.from(answers(readings, principal, source), { objectMode: false });
}

function answers(
  readings: Pick<ReadingsService, 'ingest'>,
  principal: Principal,
  source: Readable,
): AsyncGenerator<Buffer> {
  return overlapped(lineBatches(source), async (lines) => {
    const inputs = lines.flatMap(({ text }) => (text === null ? [] : new SentReading(text)));
    const taken = (await readings.ingest(principal, inputs)).values();
    let text = '';
    for (const line of lines) text += `${JSON.stringify(answerTo(line, taken))}\n`;
    return Buffer.from(text);
  });
}

function answerTo(line: NumberedLine, taken: Iterator<IntakeAnswer>): IntakeAnswer & { line: number } {
  const answer = line.text === null ? refusal(line.reason) : (taken.next().value as IntakeAnswer);
  return { line: line.line, ...answer };
}

function refusal(reason: keyof typeof MESSAGES): IntakeAnswer {
  return rejected(reason, [{ path: '', message: MESSAGES[reason] }]);
}
