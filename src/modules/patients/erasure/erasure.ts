import { z } from 'zod';

/** `whole`: nothing had to be kept. `deidentified`: rows remain that do not identify the person. */
export type ErasureMode = z.output<typeof erasure>['mode'];

export type Erasure = z.output<typeof erasure>;

export const erasure = z.object({
  /** `swept`: everything found was removed. `done`: swept once more after the last earlier write could have landed. */
  state: z.enum(['running', 'swept', 'done']),
  mode: z.enum(['whole', 'deidentified']),
  by: z.string(),
  /** ISO 8601 in UTC. */
  at: z.string(),
  reason: z.string(),
});
