import { z } from 'zod';
import { formatInstant, instant, parseInstant } from '../../domain/time/instant.js';
import { timeEntryInput } from '../../modules/time-tracking/entries/time-entry.input.js';
import { externalIdField, instantField } from '../../platform/http/input-fields.js';

/** A line of `time.ndjson`, for its published schema. `POST /v1/time-entries` decides what is accepted. */
export const timeLine = timeEntryInput.omit({ source: true }).extend({
  staffId: externalIdField,
  id: externalIdField.nullish().describe('used as externalId if that is missing'),
  end: instantField.nullish().describe('exclusive; without it, seconds or minutes give the length'),
  seconds: z.number().min(0).nullish(),
  minutes: z.number().min(0).nullish(),
});

/**
 * Turns a line of `time.ndjson` into the body of `POST /v1/time-entries`: `id` becomes `externalId`, and an entry without
 * `end` lasts its `seconds`, or its `minutes` if it has no seconds. Anything but an object is left for the API to refuse.
 */
export function timeLineInput(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return raw;
  const line = raw as Record<string, unknown>;
  const externalId = line['externalId'] ?? line['id'];
  const end = line['end'] ?? endOf(line);
  return {
    ...line,
    ...(externalId !== undefined && { externalId }),
    ...(end !== undefined && { end }),
  };
}

function endOf({ start, seconds, minutes }: Record<string, unknown>): string | undefined {
  const from = typeof start === 'string' ? parseInstant(start) : null;
  const lasts = typeof seconds === 'number' ? seconds : typeof minutes === 'number' ? minutes * 60 : null;
  if (from === null || lasts === null || !Number.isFinite(lasts)) return undefined;
  return formatInstant(instant(from + Math.round(lasts * 1000)));
}
