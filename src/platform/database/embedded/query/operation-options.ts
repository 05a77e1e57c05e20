import type { Document } from '../documents/document.js';
import { NotSupported } from '../documents/not-supported.js';

/** The options of a driver's method. */
export type Options = Document | undefined | null;

/** Every option that the engine reads, by operation. Its README lists them; a test compares the two. */
export const OPTIONS = {
  find: ['sort', 'limit', 'projection', 'batchSize'],
  insert: ['ordered', 'background'],
  bulkWrite: ['ordered'],
  bulkOperation: ['document', 'filter', 'update', 'replacement', 'upsert'],
  update: ['upsert'],
  findOneAndUpdate: ['upsert', 'returnDocument'],
  other: [],
} as const;

/** Throws for an option that the engine does not read. `false`, null and undefined ask for nothing. */
export function refuseOptions(options: Options, operation: keyof typeof OPTIONS): void {
  if (options === undefined || options === null) return;
  const known: readonly string[] = OPTIONS[operation];
  for (const option in options) {
    const value = options[option];
    if (value === undefined || value === null || value === false || known.includes(option)) continue;
    throw new NotSupported(`the option ${option}`);
  }
}
