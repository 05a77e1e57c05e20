/** The action of an entry that tells where other chains of the practice stood. */
export const WITNESS_ACTION = 'audit.chains';

/** Where the chain of another writer stood when it was looked at. */
export interface WitnessedChain {
  readonly writer: string;
  readonly seq: number;
  readonly hash: string;
}
