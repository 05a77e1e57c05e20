import { z } from 'zod';
import { formatInstant } from '../../../domain/time/instant.js';
import { count, dayText, instantText } from '../../../platform/http/answers/answer-fields.js';
import type { LoggedAccess } from '../../audit/accesses/patient-accesses.service.js';
import { actorAnswer, originAnswer } from '../../audit/audit-entry.answer.js';

const accessAnswer = z.strictObject({
  at: instantText,
  actor: actorAnswer,
  action: z.string(),
  /** The caller's address; null for schedules, or when the entry is missing. */
  from: originAnswer.nullable(),
  reason: z.string().nullable(),
  /** The emergency access under which it happened; usually null. */
  emergency: z.string().nullable(),
  requestId: z.string().nullable(),
  entryId: z.string(),
  /** False when the log no longer holds the entry, which `tally audit verify` reports too. */
  inLog: z.boolean(),
});

export const accessReportAnswer = z.strictObject({
  patientId: z.string(),
  items: z.array(accessAnswer),
  /** Readings received, by day in UTC and source, the latest first; on the first page only. */
  deliveries: z.array(z.strictObject({ day: dayText, source: z.string(), readings: count })),
  next: z.string().nullable(),
});
export type AccessReportAnswer = z.output<typeof accessReportAnswer>;

/** One access with what its entry in the log says. */
export function toAccessAnswer({
  at,
  action,
  actor,
  entryId,
  entry,
}: LoggedAccess): AccessReportAnswer['items'][number] {
  return {
    at: formatInstant(at),
    actor,
    action,
    from: entry?.from ?? null,
    reason: entry?.reason ?? null,
    emergency: entry?.emergency ?? null,
    requestId: entry?.requestId ?? null,
    entryId,
    inLog: entry !== null,
  };
}
