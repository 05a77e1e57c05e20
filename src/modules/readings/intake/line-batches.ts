import type { Readable } from 'node:stream';
import { LineCutter, type NumberedLine } from './ndjson-lines.js';

const BATCH_MAX = 1000;
/** A sender that waits for its answers before it goes on gets them after this pause. */
const PAUSE_MS = 3;

type Step = IteratorResult<Buffer, unknown>;

/**
 * The lines of a stream in batches of up to 1,000; fewer where the sender pauses. At most one chunk is read ahead of the
 * batches that were taken, so a slow reader slows the sender down.
 */
export async function* lineBatches(source: Readable): AsyncGenerator<readonly NumberedLine[]> {
  const cutter = new LineCutter();
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let next = chunks.next();
  // Whoever waits for it sees the failure; until then it must not count as unhandled.
  next.catch(() => undefined);
  let lines: NumberedLine[] = [];
  for (;;) {
    const step = lines.length === 0 ? await next : await orPause(next);
    if (step === null) {
      yield lines;
      lines = [];
      continue;
    }
    const more = step.done === true ? cutter.finish() : cutter.cut(step.value);
    lines = lines.length === 0 ? more : lines.concat(more);
    if (step.done !== true) {
      next = chunks.next();
      next.catch(() => undefined);
    }
    while (lines.length >= BATCH_MAX) {
      yield lines.slice(0, BATCH_MAX);
      lines = lines.slice(BATCH_MAX);
    }
    if (step.done === true) break;
  }
  if (lines.length > 0) yield lines;
}

/** null: nothing came in time. */
async function orPause(next: Promise<Step>): Promise<Step | null> {
  let timer: NodeJS.Timeout | undefined;
  const pause = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, PAUSE_MS, null);
  });
  try {
    return await Promise.race([next, pause]);
  } finally {
    clearTimeout(timer);
  }
}
