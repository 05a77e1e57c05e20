import type { SignedFields } from '../chain/signed-line.js';

/** The action of the entry that tells of a manifest, so that its removal is found. */
export const MANIFEST_ACTION = 'audit.manifest';

/** Where the chain of one writer stood when a manifest was made. */
export interface SealedHead {
  readonly writer: string;
  readonly seq: number;
  readonly hash: string;
  /** Entries since the manifest before. */
  readonly count: number;
}

/** Joins all chains of a practice once a month is over; one signed line, each tied to the one before. */
export interface AuditManifest extends SignedFields {
  readonly kind: 'manifest';
  readonly form: number;
  readonly practice: string;
  /** The month that is over, `YYYY-MM` in UTC. */
  readonly month: string;
  /** From 1, without gaps within the practice. */
  readonly number: number;
  readonly madeAt: string;
  /** Of the writers whose chain grew since the manifest before; what is not named stands where an earlier one says. */
  readonly writers: readonly SealedHead[];
  /** SHA-256 (hex) of what is signed of the manifest before; 64 zeros for the first. */
  readonly previousHash: string;
}

/** As it is stored. */
export interface StoredManifest {
  readonly month: string;
  readonly number: number;
  readonly line: string;
}
