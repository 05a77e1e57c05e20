import type { Document } from '../documents/document.js';
import { NotSupported } from '../documents/not-supported.js';

// Options that change what an operation means and that this engine does not hold. Others (hints, read and
// write concerns, time limits, mongoose's own) change how a server works, not what it answers.
const REFUSED: ReadonlySet<string> = new Set([
  'session',
  'collation',
  'let',
  'min',
  'max',
  'returnKey',
  'showRecordId',
  'tailable',
  'awaitData',
  'arrayFilters',
  'explain',
  'raw',
  'singleBatch',
  'encryptedFields',
  'rawData',
  'capped',
  'timeseries',
  'viewOn',
  'pipeline',
  'clusteredIndex',
  'changeStreamPreAndPostImages',
]);

/** Throws for an option that would change the answer. `false`, null and absent mean nothing was asked. */
export function refuseOptions(options: Document | undefined | null): void {
  if (options === undefined || options === null) return;
  for (const option in options) {
    const value = options[option];
    if (value !== undefined && value !== null && value !== false && REFUSED.has(option))
      throw new NotSupported(`the option ${option}`);
  }
}
