import type { SignedFields } from '../chain/signed-line.js';

/** The action of the entry that names a manifest, so that its removal is detected. */
export const MANIFEST_ACTION = 'audit.manifest';

/** The last entry of one writer's chain when a manifest was made. */
export interface SealedHead {
  readonly writer: string;
  readonly seq: number;
  readonly hash: string;
  /** How many entries the chain gained since the previous manifest. */
  readonly count: number;
}

/** Seals all chains of a practice once a month is over. It is one signed line, linked to the previous manifest. */
export interface AuditManifest extends SignedFields {
  readonly kind: 'manifest';
  readonly form: number;
  readonly practice: string;
  /** The month that is over, `YYYY-MM` in UTC. */
  readonly month: string;
  /** Counts from 1, without gaps within the practice. */
  readonly number: number;
  readonly madeAt: string;
  /** The writers whose chains grew since the previous manifest. For all others, an earlier manifest still applies. */
  readonly writers: readonly SealedHead[];
  /** SHA-256 (hex) of the signed part of the previous manifest; 64 zeros for the first. */
  readonly previousHash: string;
}

export interface StoredManifest {
  readonly month: string;
  readonly number: number;
  readonly line: string;
}
