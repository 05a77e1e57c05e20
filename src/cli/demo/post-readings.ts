import type { Progress } from '../terminal/progress.js';
import { UnexpectedAnswer, type ApiClient } from './api-client.js';

const SINGLE_LINES = 150;
const ARRAY_LINES = 500;
const STREAM_LINES = 2000;
const NDJSON = 'application/x-ndjson';

export type AnswerCounts = Record<string, number>;

interface ItemAnswer {
  readonly status: string;
}

/**
 * Posts reading lines in the order they arrived, as gateways do: the first ones one by one, most of them as arrays and the
 * last third as streams of lines. Every line gets an answer, even a damaged one.
 */
export async function postReadings(
  gateway: ApiClient,
  lines: readonly string[],
  progress: Progress,
): Promise<AnswerCounts> {
  const counts: AnswerCounts = {};
  const count = (status: string) => {
    counts[status] = (counts[status] ?? 0) + 1;
    progress.add(1);
  };
  const streamFrom = Math.ceil((lines.length * 2) / 3);
  for (const line of lines.slice(0, SINGLE_LINES)) count(await postOne(gateway, line));
  for (const batch of batches(lines.slice(SINGLE_LINES, streamFrom), ARRAY_LINES))
    for (const status of await postArray(gateway, batch)) count(status);
  for (const batch of batches(lines.slice(streamFrom), STREAM_LINES))
    for (const status of await postStream(gateway, batch)) count(status);
  return counts;
}

async function postOne(gateway: ApiClient, line: string): Promise<string> {
  const { status, text } = await gateway.send('/v1/readings', line);
  const known: Readonly<Record<number, string>> = {
    200: 'duplicate',
    201: 'accepted',
    202: 'quarantined',
    400: 'rejected',
    409: 'conflict',
  };
  const answer = known[status];
  if (answer === undefined) throw new UnexpectedAnswer('POST /v1/readings', status, text);
  return answer;
}

/** A line that is not JSON cannot be part of an array, so it is posted alone, in its place. */
async function postArray(gateway: ApiClient, lines: readonly string[]): Promise<string[]> {
  const statuses: string[] = [];
  let together: string[] = [];
  const flush = async () => {
    if (together.length === 0) return;
    const { status, text } = await gateway.send('/v1/readings', `[${together.join(',')}]`);
    if (status !== 200) throw new UnexpectedAnswer('POST /v1/readings', status, text);
    statuses.push(...(JSON.parse(text) as ItemAnswer[]).map((item) => item.status));
    together = [];
  };
  for (const line of lines) {
    if (isJson(line)) {
      together.push(line);
      continue;
    }
    await flush();
    statuses.push(await postOne(gateway, line));
  }
  await flush();
  return statuses;
}

async function postStream(gateway: ApiClient, lines: readonly string[]): Promise<string[]> {
  const { status, text } = await gateway.send(
    '/v1/readings',
    lines.map((line) => `${line}\n`).join(''),
    NDJSON,
  );
  if (status !== 200) throw new UnexpectedAnswer('POST /v1/readings', status, text);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as ItemAnswer).status);
}

/** Posts time lines in order, in arrays of up to 500. */
export async function postTime(
  person: ApiClient,
  lines: readonly string[],
  progress: Progress,
): Promise<AnswerCounts> {
  const counts: AnswerCounts = {};
  for (const batch of batches(lines, ARRAY_LINES)) {
    const whole = batch.filter(isJson);
    const { status, text } = await person.send('/v1/time-entries', `[${whole.join(',')}]`);
    if (status !== 200) throw new UnexpectedAnswer('POST /v1/time-entries', status, text);
    const statuses = (JSON.parse(text) as ItemAnswer[]).map((item) => item.status);
    for (const line of batch.filter((one) => !isJson(one))) {
      const alone = await person.send('/v1/time-entries', line);
      if (alone.status !== 400) throw new UnexpectedAnswer('POST /v1/time-entries', alone.status, alone.text);
      statuses.push('rejected');
    }
    for (const one of statuses) counts[one] = (counts[one] ?? 0) + 1;
    progress.add(batch.length);
  }
  return counts;
}

function* batches<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += size) yield all.slice(start, start + size);
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
