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

/** Compares what witness entries say about other chains with those chains, once all have been seen. */
export class WitnessedHeads {
  /** The furthest entry witnessed of each chain. */
  private readonly heads = new Map<string, WitnessedChain>();

  take({ action, after }: EntryShape): void {
    if (action !== WITNESS_ACTION) return;
    for (const chain of shape.safeParse(after).data?.chains ?? []) {
      const known = this.heads.get(chain.writer);
      if (known === undefined || known.seq < chain.seq) this.heads.set(chain.writer, chain);
    }
  }

  /** Only for an export of all days. @param headOf where a chain ends in the export; null if it is not there */
  *against(headOf: (writer: string) => ChainHead | null): Generator<WitnessFault> {
    for (const { writer, seq, hash } of this.heads.values()) {
      const head = headOf(writer);
      if (head === null || head.seq < seq)
        yield { kind: 'missing', writer, seq, what: 'another chain names entries that are missing' };
      else if (head.seq === seq && head.hash !== hash)
        yield {
          kind: 'broken-link',
          writer,
          seq,
          what: 'its last entry is not the one that another chain names',
        };
    }
  }
}
