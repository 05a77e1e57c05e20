import type { Instant } from '../../domain/time/instant.js';
import type { Principal } from '../../modules/caller/principal.js';
import { SentReading } from '../../modules/readings/intake/sent-reading.js';
import type { ReadingsService } from '../../modules/readings/readings.service.js';
import type { TimeEntriesService } from '../../modules/time-tracking/entries/time-entries.service.js';
import type { LineSink } from '../import/deliver-lines.js';
import { takeTimeLines } from '../import/take-time-lines.js';

interface EvidenceFrame {
  readonly principal: Principal;
  /** Evidence from this instant on is in the future; null: the clock decides. */
  readonly asOfEnd: Instant | null;
}

/** Takes lines of `readings.ndjson`. */
export function takeReadings(
  readings: ReadingsService,
  { principal, asOfEnd }: EvidenceFrame,
): LineSink['take'] {
  return (texts) =>
    readings.ingest(
      principal,
      texts.map((text) => new SentReading(text)),
      until(asOfEnd),
    );
}

/** Takes lines of `time.ndjson`. */
export function takeTime(
  entries: TimeEntriesService,
  { principal, asOfEnd }: EvidenceFrame,
): LineSink['take'] {
  return takeTimeLines((inputs) =>
    entries.record(principal, inputs, { source: 'import', ...until(asOfEnd) }),
  );
}

function until(asOfEnd: Instant | null): { readonly asOfEnd?: Instant } {
  return asOfEnd === null ? {} : { asOfEnd };
}
