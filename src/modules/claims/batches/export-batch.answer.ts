import { z } from 'zod';
import { count, instantText, pageAnswer, sha256Text } from '../../../platform/http/answers/answer-fields.js';
import type { ExportBatch } from './export-batch.js';

/** A batch without its lines. A list also leaves out the charge ids. */
export const exportBatchAnswer = z
  .strictObject({
    number: z.int().min(1),
    status: z.enum(['marking', 'complete', 'withdrawing', 'withdrawn']),
    createdBy: z.string(),
    createdAt: instantText,
    lines: count,
    chargeIds: z.array(z.string()),
    expectedAmountCents: z.int(),
    fileSha256: sha256Text.nullable(),
    withdrawal: z.strictObject({ reason: z.string(), by: z.string(), at: instantText }).nullable(),
  })
  .meta({ id: 'ExportBatch' });
export type ExportBatchAnswer = z.output<typeof exportBatchAnswer>;

export const exportBatchPageAnswer = pageAnswer(exportBatchAnswer);
export type ExportBatchPageAnswer = z.output<typeof exportBatchPageAnswer>;

export function toExportBatchAnswer(batch: ExportBatch): ExportBatchAnswer {
  return {
    number: batch.number,
    status: batch.status,
    createdBy: batch.createdBy,
    createdAt: batch.createdAt,
    lines: batch.lines.length,
    chargeIds: batch.lines.map(({ chargeId }) => chargeId),
    expectedAmountCents: batch.lines.reduce(
      (sum, line) => sum + signed(line.expectedAmountCents, line.frequencyCode),
      0,
    ),
    fileSha256: batch.fileSha256,
    withdrawal: batch.withdrawal,
  };
}

/** A void (frequency code 8) takes back the amount that it names. */
function signed(cents: number | null, frequencyCode: string): number {
  return frequencyCode === '8' ? -(cents ?? 0) : (cents ?? 0);
}
