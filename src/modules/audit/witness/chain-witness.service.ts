import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER } from '../../../platform/logging/logging.module.js';
import { jobPrincipal } from '../../caller/principal.js';
import { AuditRepository } from '../audit.repository.js';
import { AuditService } from '../audit.service.js';
import { AuditManifestsRepository } from '../manifests/audit-manifests.repository.js';
import { sealedHeads } from '../manifests/sealed-heads.js';
import { WITNESS_ACTION, type WitnessedChain } from './witnessed-chain.js';

/** Keeps an entry small enough to be read together with others. */
const CHAINS_MAX = 200;

/**
 * Records in this process's chains where the chains of other processes end, until a manifest seals those. To remove the end
 * of such a chain, or all of it, someone would then have to change a chain that is still growing.
 */
@Injectable()
export class ChainWitnessService {
  /** The last entry of each chain that this process has witnessed. */
  private readonly witnessed = new Map<string, number>();

  constructor(
    private readonly entries: AuditRepository,
    private readonly manifests: AuditManifestsRepository,
    private readonly audit: AuditService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @returns how many chains had grown and were witnessed */
  async tick(): Promise<number> {
    let count = 0;
    for await (const practiceId of this.entries.practiceIds()) {
      try {
        const chains = await this.grown(practiceId);
        for (let start = 0; start < chains.length; start += CHAINS_MAX)
          await this.witness(practiceId, chains.slice(start, start + CHAINS_MAX));
        count += chains.length;
      } catch (error) {
        // Other practices continue.
        this.logger.error({ practiceId, err: error }, 'could not witness the chains of the audit log');
      }
    }
    return count;
  }

  private async witness(practiceId: string, chains: readonly WitnessedChain[]): Promise<void> {
    await this.audit.record(jobPrincipal(practiceId), {
      action: WITNESS_ACTION,
      entity: 'auditChains',
      ids: chains.map(({ writer }) => writer),
      after: { chains },
    });
    for (const { writer, seq } of chains) this.witnessed.set(keyOf(practiceId, writer), seq);
  }

  private async grown(practiceId: string): Promise<WitnessedChain[]> {
    const sealed = sealedHeads(await this.manifests.list(practiceId));
    const chains: WitnessedChain[] = [];
    for await (const writer of this.entries.writers(practiceId)) {
      if (writer === this.audit.writer) continue;
      const head = await this.entries.head(practiceId, writer);
      const known = Math.max(sealed.get(writer) ?? 0, this.witnessed.get(keyOf(practiceId, writer)) ?? 0);
      if (head !== null && head.seq > known) chains.push({ writer, ...head });
    }
    return chains;
  }
}

function keyOf(practiceId: string, writer: string): string {
  return `${practiceId}:${writer}`;
}
