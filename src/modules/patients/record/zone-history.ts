import { z } from 'zod';
import { instant, parseInstant, type Instant } from '../../../domain/time/instant.js';
import { parseLocalDate } from '../../../domain/time/local-date.js';
import { startOfDay } from '../../../domain/time/zone.js';
import { zoneField } from '../../records/field-schemas.js';

const ZONES_MAX = 100;

/** `from` is an instant with an offset, or a date. A date means the start of that day in the new zone. */
const zoneSpan = z
  .strictObject({ zone: zoneField, from: z.string().nullable().default(null) })
  .transform(({ zone, from }, context): { zone: string; from: Instant | null } => {
    const parsed = from === null ? null : startOf(from, zone);
    if (from !== null && parsed === null)
      context.addIssue({
        code: 'custom',
        path: ['from'],
        message: 'must be a date, or an ISO 8601 time with an offset, or null for the first zone',
      });
    return { zone, from: parsed };
  });

/** A zone history. The first zone has no beginning, and each later one begins after the one before it. */
export const zoneHistory = z
  .array(zoneSpan)
  .min(1, 'must hold at least one zone')
  .max(ZONES_MAX)
  .superRefine((spans, context) => {
    spans.forEach(({ from }, index) => {
      const path = [index, 'from'];
      if (index === 0 && from !== null)
        context.addIssue({ code: 'custom', path, message: 'the first zone has no beginning: leave it out' });
      if (index > 0 && from === null)
        context.addIssue({ code: 'custom', path, message: 'only the first zone may lack a beginning' });
      const before = spans[index - 1]?.from ?? null;
      if (from !== null && before !== null && from <= before)
        context.addIssue({ code: 'custom', path, message: 'must be later than the zone before it' });
    });
  });

export const storedZone = z.object({
  zone: z.string(),
  from: z
    .date()
    .nullable()
    .transform((date) => date && instant(date.getTime())),
});

function startOf(text: string, zone: string): Instant | null {
  const date = parseLocalDate(text);
  return date === null ? parseInstant(text) : startOfDay(date, zone);
}
