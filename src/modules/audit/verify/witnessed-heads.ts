import { z } from 'zod';
import type { ChainHead } from '../chain/audit-chain.js';
import { WITNESS_ACTION, type WitnessedChain } from '../witness/witnessed-chain.js';
import type { EntryShape } from './line-shape.js';

const shape = z.object({
  chains: z.array(z.object({ writer: z.string(), seq: z.number().int().min(1), hash: z.string() })),
});

interface WitnessFault {
  readonly kind: 'missing' | 'broken-link';
  readonly writer: string;
  readonly seq: number;
  readonly what: string;
}

/** What entries tell of other chains, held against those chains once all were seen. */
export class WitnessedHeads {
  /** Of each chain the furthest. */
  private readonly heads = new Map<string, WitnessedChain>();

  take({ action, after }: EntryShape): void {
    if (action !== WITNESS_ACTION) return;
    for (const chain of shape.safeParse(after).data?.chains ?? []) {
      const known = this.heads.get(chain.writer);
      if (known === undefined || known.seq < chain.seq) this.heads.set(chain.writer, chain);
    }
  }

  /** @param headOf where a chain ends in the export; null where it has none. An export of all days. */
  *against(headOf: (writer: string) => ChainHead | null): Generator<WitnessFault> {
    for (const { writer, seq, hash } of this.heads.values()) {
      const head = headOf(writer);
      if (head === null || head.seq < seq)
        yield { kind: 'missing', writer, seq, what: 'another chain tells of entries that are not there' };
      else if (head.seq === seq && head.hash !== hash)
        yield { kind: 'broken-link', writer, seq, what: 'it ends in another entry than another chain tells' };
    }
  }
}
