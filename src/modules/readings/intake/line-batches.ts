import type { Readable } from 'node:stream';
import { LineCutter, type NumberedLine } from './ndjson-lines.js';

const BATCH_MAX = 1000;
/** A sender that waits for answers before it continues gets them after this pause. */
const PAUSE_MS = 3;

type Step = IteratorResult<Buffer, unknown>;

/**
 * Yields the lines of a stream in batches of up to 1,000, or fewer when the sender pauses. Reads at most one chunk ahead
 * of the consumed batches, so a slow consumer slows the sender down.
 */
export async function* lineBatches(source: Readable): AsyncGenerator<readonly NumberedLine[]> {
  const cutter = new LineCutter();
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let next = chunks.next();
  // The consumer sees the failure when it awaits the chunk. Until then it must not count as an unhandled rejection.
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

/** Null when no chunk arrives within the pause. */
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
