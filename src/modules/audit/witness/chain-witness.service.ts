import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER } from '../../../platform/logging/logging.module.js';
import { jobPrincipal } from '../../caller/principal.js';
import { AuditRepository } from '../audit.repository.js';
import { AuditService } from '../audit.service.js';
import { AuditManifestsRepository } from '../manifests/audit-manifests.repository.js';
import { sealedHeads } from '../manifests/sealed-heads.js';
import { WITNESS_ACTION, type WitnessedChain } from './witnessed-chain.js';

/** An entry stays of a size that is read with others. */
const CHAINS_MAX = 200;

/**
 * Tells in this process's chains where those of other processes stand, until a manifest seals them: who then takes the
 * end of one away, or all of it, would have to change a chain that goes on.
 */
@Injectable()
export class ChainWitnessService {
  /** Up to which entry this process has told of a chain. */
  private readonly told = new Map<string, number>();

  constructor(
    private readonly entries: AuditRepository,
    private readonly manifests: AuditManifestsRepository,
    private readonly audit: AuditService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @returns of how many chains it told something new */
  async tick(): Promise<number> {
    let count = 0;
    for await (const practiceId of this.entries.practiceIds()) {
      try {
        const chains = await this.grown(practiceId);
        for (let start = 0; start < chains.length; start += CHAINS_MAX)
          await this.tell(practiceId, chains.slice(start, start + CHAINS_MAX));
        count += chains.length;
      } catch (error) {
        // The other practices go on.
        this.logger.error({ practiceId, err: error }, 'the chains of the audit log could not be told of');
      }
    }
    return count;
  }

  private async tell(practiceId: string, chains: readonly WitnessedChain[]): Promise<void> {
    await this.audit.record(jobPrincipal(practiceId), {
      action: WITNESS_ACTION,
      entity: 'auditChains',
      ids: chains.map(({ writer }) => writer),
      after: { chains },
    });
    for (const { writer, seq } of chains) this.told.set(keyOf(practiceId, writer), seq);
  }

  private async grown(practiceId: string): Promise<WitnessedChain[]> {
    const sealed = sealedHeads(await this.manifests.list(practiceId));
    const chains: WitnessedChain[] = [];
    for await (const writer of this.entries.writers(practiceId)) {
      if (writer === this.audit.writer) continue;
      const head = await this.entries.head(practiceId, writer);
      const known = Math.max(sealed.get(writer) ?? 0, this.told.get(keyOf(practiceId, writer)) ?? 0);
      if (head !== null && head.seq > known) chains.push({ writer, ...head });
    }
    return chains;
  }
}

function keyOf(practiceId: string, writer: string): string {
  return `${practiceId}:${writer}`;
}
