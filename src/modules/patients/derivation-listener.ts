import { Injectable } from '@nestjs/common';
import type { Instant } from '../../domain/time/instant.js';
import type { Principal } from '../identity/principal.js';

/**
 * Told when records change from which stored readings derive their patient and their service day. Both calls
 * may come again for the same change, so they must give the same result twice.
 */
export interface DerivationListener {
  /** Assignments of the device changed somewhere from `from` (null: since ever) to `to` (exclusive; null: without end). */
  assignmentsChanged(
    principal: Principal,
    deviceId: string,
    from: Instant | null,
    to: Instant | null,
  ): Promise<void>;
  /** The patient's days are cut differently. */
  zonesChanged(principal: Principal, patientId: string): Promise<void>;
}

/**
 * Features to the right register here, in their constructors, so that each comes after those it depends on. A
 * change waits for every listener, one after the other, before it is answered.
 */
@Injectable()
export class DerivationListeners implements DerivationListener {
  private readonly listeners: DerivationListener[] = [];

  register(listener: DerivationListener): void {
    this.listeners.push(listener);
  }

  async assignmentsChanged(
    principal: Principal,
    deviceId: string,
    from: Instant | null,
    to: Instant | null,
  ): Promise<void> {
    for (const listener of this.listeners) await listener.assignmentsChanged(principal, deviceId, from, to);
  }

  async zonesChanged(principal: Principal, patientId: string): Promise<void> {
    for (const listener of this.listeners) await listener.zonesChanged(principal, patientId);
  }
}
