import { Injectable } from '@nestjs/common';
import type { Principal } from '../caller/principal.js';
import { CloseQueueService } from '../restatement/close-queue.service.js';
import { SettingsListeners, type SettingsListener } from '../restatement/settings-listeners.js';
import { PatientsRepository } from './patients.repository.js';

const PAGE = 1000;

/** Marks every affected patient for closing when the practice's settings or a payer's profiles change. */
@Injectable()
export class SettingsMarker implements SettingsListener {
  constructor(
    private readonly patients: PatientsRepository,
    private readonly closeQueue: CloseQueueService,
    listeners: SettingsListeners,
  ) {
    listeners.register(this);
  }

  practiceChanged(principal: Principal): Promise<void> {
    return this.markWhere(principal, () => true);
  }

  payersChanged(principal: Principal, payerIds: readonly string[]): Promise<void> {
    return this.markWhere(principal, (payers) => payers.some((id) => payerIds.includes(id)));
  }

  private async markWhere(principal: Principal, touched: (payerIds: string[]) => boolean): Promise<void> {
    let after: string | null = null;
    for (;;) {
      const page: { id: string; payerIds: string[] }[] = await this.patients.payersPage(
        principal,
        after,
        PAGE,
      );
      const ids = page.filter(({ payerIds }) => touched(payerIds)).map(({ id }) => id);
      await this.closeQueue.markMany(principal, ids);
      after = page.at(-1)?.id ?? null;
      if (page.length < PAGE) return;
    }
  }
}
