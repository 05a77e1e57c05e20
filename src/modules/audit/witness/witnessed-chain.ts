/** The action of an entry that records where other chains of the practice ended. */
export const WITNESS_ACTION = 'audit.chains';

/** The last entry of another writer's chain when it was read. */
export interface WitnessedChain {
  readonly writer: string;
  readonly seq: number;
  readonly hash: string;
}
