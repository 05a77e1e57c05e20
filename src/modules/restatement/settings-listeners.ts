import { Injectable } from '@nestjs/common';
import type { Principal } from '../caller/principal.js';

/** Called when settings change that affect many patients' charges. */
export interface SettingsListener {
  practiceChanged(principal: Principal): Promise<void>;
  payersChanged(principal: Principal, payerIds: readonly string[]): Promise<void>;
}

/** The registered listeners. A change of settings is answered only after all of them have run. */
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
