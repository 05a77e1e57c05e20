import { Injectable } from '@nestjs/common';
import { parkedView, type ParkedView } from '../../../domain/charges/explain/charge-view.js';
import { Clock } from '../../../platform/clock/clock.js';
import { AuditService } from '../../audit/audit.service.js';
import type { Principal } from '../../caller/principal.js';
import { CloseQueueService } from '../../restatement/close-queue.service.js';
import { BillingRepository } from '../charges/billing.repository.js';
import { BillingService } from '../charges/billing.service.js';

export interface ReleaseAnswer {
  readonly released: boolean;
  /** Why it is still parked; null once released. */
  readonly parked: ParkedView | null;
}

/** Parked sources wait for a person. Releasing one assesses its patient again. */
@Injectable()
export class ParkingService {
  constructor(
    private readonly repository: BillingRepository,
    private readonly billing: BillingService,
    private readonly closeQueue: CloseQueueService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** Null if no such source is parked. */
  async release(principal: Principal, sourceId: string, reason: string): Promise<ReleaseAnswer | null> {
    const stored = await this.repository.find(principal, sourceId);
    if (!stored || stored.source.state !== 'parked') return null;
    const { patientId } = stored.source;
    await this.audit.recorded(
      principal,
      {
        action: 'charges.release-parked',
        entity: 'chargeSources',
        ids: [sourceId],
        patientIds: [patientId],
        reason,
        before: { version: stored.version },
      },
      () => this.closeQueue.mark(principal, patientId),
    );
    await this.billing.closePatients(principal, [patientId], { asOf: this.clock.now() });
    const after = await this.repository.find(principal, sourceId);
    const parked = after && parkedView(after.source);
    return { released: parked === null, parked };
  }
}
