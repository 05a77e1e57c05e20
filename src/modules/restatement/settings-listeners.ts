import { Injectable } from '@nestjs/common';
import type { Principal } from '../caller/principal.js';

/** Told when settings change that stand behind many patients' charges. */
export interface SettingsListener {
  practiceChanged(principal: Principal): Promise<void>;
  payersChanged(principal: Principal, payerIds: readonly string[]): Promise<void>;
}

/** Features to the right register here; each change waits for them before it is answered. */
@Injectable()
export class SettingsListeners implements SettingsListener {
  private readonly listeners: SettingsListener[] = [];

  register(listener: SettingsListener): void {
    this.listeners.push(listener);
  }

  async practiceChanged(principal: Principal): Promise<void> {
    for (const listener of this.listeners) await listener.practiceChanged(principal);
  }

  async payersChanged(principal: Principal, payerIds: readonly string[]): Promise<void> {
    if (payerIds.length === 0) return;
    for (const listener of this.listeners) await listener.payersChanged(principal, payerIds);
  }
}
