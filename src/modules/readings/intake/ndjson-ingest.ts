import { Readable } from 'node:stream';
import { overlapped } from '../../../platform/streams/overlapped.js';
import type { Principal } from '../../caller/principal.js';
import { rejected, type ReadingAnswer } from './intake.answer.js';
import type { ReadingsService } from '../readings.service.js';
import { lineBatches } from './line-batches.js';
import { LINE_BYTES_MAX, type NumberedLine } from './ndjson-lines.js';
import { SentReading } from './sent-reading.js';

const MESSAGES = {
  line_too_long: `Longer than ${LINE_BYTES_MAX} bytes.`,
  not_utf8: 'Not UTF-8.',
} as const;

/**
 * Takes in a stream of readings, one JSON text a line, and answers a line for each in order, `line` being its number. An
 * answer is written after the commit of its reading; when the stream breaks, what was not answered may be sent again.
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

function answerTo(line: NumberedLine, taken: Iterator<ReadingAnswer>): ReadingAnswer & { line: number } {
  const answer = line.text === null ? refusal(line.reason) : (taken.next().value as ReadingAnswer);
  return { line: line.line, ...answer };
}

function refusal(reason: keyof typeof MESSAGES): ReadingAnswer {
  return rejected(reason, [{ path: '', message: MESSAGES[reason] }]);
}
