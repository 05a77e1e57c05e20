import type { Instant } from '../../domain/time/instant.js';
import type { Principal } from '../../modules/caller/principal.js';
import { SentReading } from '../../modules/readings/intake/sent-reading.js';
import type { ReadingsService } from '../../modules/readings/readings.service.js';
import type { TimeEntriesService } from '../../modules/time-tracking/entries/time-entries.service.js';
import { timeLineInput } from '../exchange/time-line.js';
import type { LineAnswer, LineSink } from './deliver-lines.js';

export interface EvidenceFrame {
  readonly principal: Principal;
  /** Evidence from this instant on is from the future; null: the clock decides. */
  readonly asOfEnd: Instant | null;
}

/** Takes lines of `readings.ndjson` in. */
export function takeReadings(readings: ReadingsService, frame: EvidenceFrame): LineSink['take'] {
  const options = frame.asOfEnd === null ? {} : { asOfEnd: frame.asOfEnd };
  return (texts) =>
    readings.ingest(
      frame.principal,
      texts.map((text) => new SentReading(text)),
      options,
    );
}

/** Takes lines of `time.ndjson` in. */
export function takeTime(entries: TimeEntriesService, frame: EvidenceFrame): LineSink['take'] {
  const options = { source: 'import' as const, ...(frame.asOfEnd !== null && { asOfEnd: frame.asOfEnd }) };
  return async (texts) => {
    const parsed = texts.map(parseJson);
    const inputs = parsed.flatMap((one) => (one.ok ? [timeLineInput(one.value)] : []));
    const taken = (await entries.record(frame.principal, inputs, options)).values();
    return parsed.map((one): LineAnswer => {
      const answer = one.ok ? taken.next().value : { status: 'rejected' as const, reason: 'not_json' };
      if (answer === undefined) throw new Error('an entry was taken without an answer');
      return answer;
    });
  };
}

function parseJson(text: string): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return { ok: false };
  }
}
