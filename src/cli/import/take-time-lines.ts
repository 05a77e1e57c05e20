import { timeLineInput } from '../exchange/time-line.js';
import type { LineAnswer, LineSink } from './deliver-lines.js';

const NOT_JSON: LineAnswer = { status: 'rejected', reason: 'not_json' };

/** Takes lines of `time.ndjson`. `record` gets the bodies of the lines that are JSON; the others are refused here. */
export function takeTimeLines(
  record: (inputs: readonly unknown[]) => Promise<readonly LineAnswer[]>,
): LineSink['take'] {
  return async (texts) => {
    const parsed = texts.map(parseJson);
    const inputs = parsed.flatMap((one) => (one === null ? [] : [timeLineInput(one.value)]));
    const taken = (inputs.length === 0 ? [] : await record(inputs)).values();
    return parsed.map((one) => {
      const answer = one === null ? NOT_JSON : taken.next().value;
      if (answer === undefined) throw new Error('an entry was taken without an answer');
      return answer;
    });
  };
}

function parseJson(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}
