import { z } from 'zod';
import { count, instantText, sha256Text } from '../../platform/http/answers/answer-fields.js';

const summary = { count, digest: sha256Text, ids: z.array(z.string()).max(20) };
export const actorAnswer = z.strictObject({ kind: z.enum(['person', 'gateway', 'job']), id: z.string() });
export const originAnswer = z.strictObject({ address: z.string(), agent: z.string().nullable() });

export const auditEntryAnswer = z
  .strictObject({
    ...summary,
    at: instantText,
    actor: actorAnswer,
    from: originAnswer.nullable(),
    action: z.string(),
    entity: z.string(),
    patients: z.strictObject(summary).nullable(),
    reason: z.string().nullable(),
    before: z.unknown(),
    after: z.unknown(),
    requestId: z.string().nullable(),
    emergency: z.string().exactOptional(),
    state: z.enum(['recorded', 'announced']),
    id: z.string(),
    writer: z.string(),
    seq: z.int().min(1),
    previousHash: sha256Text,
    hash: sha256Text,
  })
  .meta({ id: 'AuditEntry' });
