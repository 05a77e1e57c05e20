import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { SamplePractice } from './generate-sample-practice.js';

/** Writes `practice.json`, `readings.ndjson` and `time.ndjson` into a folder, which is created if missing. */
export async function writeSamplePractice(sample: SamplePractice, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'practice.json'), `${JSON.stringify(sample.practice, null, 1)}\n`);
  await writeLines(sample.readings, join(folder, 'readings.ndjson'));
  await writeLines(sample.time, join(folder, 'time.ndjson'));
}

async function writeLines(lines: Iterable<string>, path: string): Promise<void> {
  await pipeline(Readable.from(withLineFeeds(lines)), createWriteStream(path));
}

/** Yields pieces of about 64 KiB: one stream event per line would cost more than the line. */
function* withLineFeeds(lines: Iterable<string>): Generator<string> {
  let piece = '';
  for (const line of lines) {
    piece += `${line}\n`;
    if (piece.length > 65_536) {
      yield piece;
      piece = '';
    }
  }
  if (piece !== '') yield piece;
}
