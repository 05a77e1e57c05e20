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
/** A worker that lives has told of its manifest long before. */
const TELLS_ITSELF_MS = 10 * 60_000;

/** Seals the log of each practice once a month is over (UTC). Two workers may do so at once: the first write decides. */
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
        // Before another is made, which the log is to tell of later.
        await this.tellLeftOver(practiceId);
        if ((await this.isDue(practiceId, over, monthStart)) && (await this.make(practiceId, over)))
          made += 1;
      } catch (error) {
        // The next hour tries again; the other practices go on.
        this.logger.error({ practiceId, err: error }, 'the audit log of a month could not be sealed');
      }
    }
    return made;
  }

  /** Nothing to seal where the log begins after the month. A clock that was set back makes no second manifest. */
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
    await this.tell(practiceId, manifest);
    return true;
  }

  /** From here on the chain itself tells that there is this manifest. Told twice, it says the same twice. */
  private async tell(practiceId: string, { month, number, line }: StoredManifest): Promise<void> {
    await this.audit.record(jobPrincipal(practiceId), {
      action: MANIFEST_ACTION,
      entity: 'auditManifests',
      ids: [month],
      after: { number, hash: manifestHash({ line }) },
    });
    await this.manifests.noteTold(practiceId, month);
  }

  /** The process that made them died in between; what another one made just now, it tells of itself. */
  private async tellLeftOver(practiceId: string): Promise<void> {
    for (const manifest of await this.manifests.untold(practiceId)) {
      const { madeAt } = JSON.parse(manifest.line) as AuditManifest;
      if (this.clock.now() - Date.parse(madeAt) > TELLS_ITSELF_MS) await this.tell(practiceId, manifest);
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
