import { instant, type Instant } from '../../../domain/time/instant.js';
import type { Scope } from '../../caller/principal.js';
import type { Credential } from './credential.js';

export interface CredentialDoc {
  _id: string;
  practiceId: string;
  id: string;
  tokenHash: string;
  kind: string;
  principalId: string;
  scopes: string[];
  source: string | null;
  staffId: string | null;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  scheme: string;
  /** A gateway's signing secret, encrypted: a signature cannot be checked against a hash. Null for bearer tokens. */
  secret: string | null;
  lastUsedAt: Date | null;
  rotatedFrom: string | null;
  replacedBy: string | null;
}

export function fromDoc(doc: CredentialDoc): Credential {
  return {
    id: doc.id,
    kind: doc.kind as Credential['kind'],
    principalId: doc.principalId,
    scopes: doc.scopes as Scope[],
    source: doc.source,
    staffId: doc.staffId,
    createdAt: instant(doc.createdAt.getTime()),
    expiresAt: toInstant(doc.expiresAt),
    revokedAt: toInstant(doc.revokedAt),
    scheme: doc.scheme as Credential['scheme'],
    lastUsedAt: toInstant(doc.lastUsedAt),
    rotatedFrom: doc.rotatedFrom,
    replacedBy: doc.replacedBy,
  };
}

function toInstant(value: Date | null): Instant | null {
  return value === null ? null : instant(value.getTime());
}
