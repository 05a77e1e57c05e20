import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { formatInstant, instant } from '../../../domain/time/instant.js';
import { Clock } from '../../../platform/clock/clock.js';
import { LogSigner } from '../../../platform/crypto/log-signer.js';
import { LOGGER } from '../../../platform/logging/logging.module.js';
import { jobPrincipal } from '../../caller/principal.js';
import { AuditRepository } from '../audit.repository.js';
import { AuditService } from '../audit.service.js';
import { AUDIT_FORM } from '../chain/chain-writer.js';
import { signedLine } from '../chain/signed-line.js';
import {
  MANIFEST_ACTION,
  type AuditManifest,
  type SealedHead,
  type StoredManifest,
} from './audit-manifest.js';
import { AuditManifestsRepository } from './audit-manifests.repository.js';
import { manifestHash } from './manifest-hash.js';
import { sealedHeads } from './sealed-heads.js';

const WHOLE = { after: null, until: null };
/** A process that is still running has logged its own manifest long before this. */
const OWN_LOGGING_MS = 10 * 60_000;

/** Seals the log of each practice once a month is over (UTC). If two processes do so at once, the first write wins. */
@Injectable()
export class MonthManifestsService {
  constructor(
    private readonly entries: AuditRepository,
    private readonly manifests: AuditManifestsRepository,
    private readonly audit: AuditService,
    private readonly signer: LogSigner,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @returns how many manifests were made */
  async tick(): Promise<number> {
    const monthStart = startOfMonth(formatInstant(this.clock.now()));
    const over = formatInstant(instant(monthStart - 1)).slice(0, 'YYYY-MM'.length);
    let made = 0;
    for await (const practiceId of this.entries.practiceIds()) {
      try {
        // Older manifests are logged first, so that the log names manifests in order.
        await this.logLeftOver(practiceId);
        if ((await this.isDue(practiceId, over, monthStart)) && (await this.make(practiceId, over)))
          made += 1;
      } catch (error) {
        // The next hour retries. Other practices continue.
        this.logger.error({ practiceId, err: error }, 'could not seal the audit log of a month');
      }
    }
    return made;
  }

  /**
   * There is nothing to seal if the log begins after the month. A clock that was set back causes no second manifest.
   */
  private async isDue(practiceId: string, month: string, monthStart: number): Promise<boolean> {
    const last = await this.manifests.lastMonth(practiceId);
    if (last !== null) return last < month;
    const [first] = await this.entries.page(jobPrincipal(practiceId), WHOLE, 1);
    return first !== undefined && first.at < monthStart;
  }

  private async make(practiceId: string, month: string): Promise<boolean> {
    await this.audit.flush(practiceId);
    const before = await this.manifests.list(practiceId);
    const content: Omit<AuditManifest, 'keyId' | 'publicKey'> = {
      kind: 'manifest',
      form: AUDIT_FORM,
      practice: practiceId,
      month,
      number: before.length + 1,
      madeAt: formatInstant(this.clock.now()),
      writers: await this.grown(practiceId, before),
      previousHash: manifestHash(before.at(-1)),
    };
    const line = signedLine(content, this.signer);
    const manifest: StoredManifest = { month, number: content.number, line };
    if (!(await this.manifests.add(practiceId, manifest))) return false;
    await this.log(practiceId, manifest);
    return true;
  }

  /**
   * Adds an entry that names the manifest, so that removing the manifest would be detected. A second entry does no
   * harm.
   */
  private async log(practiceId: string, { month, number, line }: StoredManifest): Promise<void> {
    await this.audit.record(jobPrincipal(practiceId), {
      action: MANIFEST_ACTION,
      entity: 'auditManifests',
      ids: [month],
      after: { number, hash: manifestHash({ line }) },
    });
    await this.manifests.markLogged(practiceId, month);
  }

  /** Logs manifests whose process died before it logged them. A recent one is left to the process that made it. */
  private async logLeftOver(practiceId: string): Promise<void> {
    for (const manifest of await this.manifests.unlogged(practiceId)) {
      const { madeAt } = JSON.parse(manifest.line) as AuditManifest;
      if (this.clock.now() - Date.parse(madeAt) > OWN_LOGGING_MS) await this.log(practiceId, manifest);
    }
  }

  private async grown(practiceId: string, before: readonly StoredManifest[]): Promise<SealedHead[]> {
    const sealed = sealedHeads(before);
    const heads: SealedHead[] = [];
    for await (const writer of this.entries.writers(practiceId)) {
      const head = await this.entries.head(practiceId, writer);
      const count = (head?.seq ?? 0) - (sealed.get(writer) ?? 0);
      if (head !== null && count > 0) heads.push({ writer, seq: head.seq, hash: head.hash, count });
    }
    return heads;
  }
}

function startOfMonth(iso: string): number {
  return Date.parse(`${iso.slice(0, 'YYYY-MM'.length)}-01T00:00:00Z`);
}
