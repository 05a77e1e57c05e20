import { z } from 'zod';

/** `whole`: nothing had to be kept. `deidentified`: rows stay that say nothing of the person. */
export type ErasureMode = z.output<typeof erasure>['mode'];

export type Erasure = z.output<typeof erasure>;

export const erasure = z.object({
  /** `swept`: what was found is gone; swept again once no write from before can still land, then `done`. */
  state: z.enum(['running', 'swept', 'done']),
  mode: z.enum(['whole', 'deidentified']),
  by: z.string(),
  /** ISO 8601 in UTC. */
  at: z.string(),
  reason: z.string(),
});
