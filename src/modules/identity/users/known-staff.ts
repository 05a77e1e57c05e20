import { Injectable } from '@nestjs/common';
import { invariant } from '../../../domain/invariant.js';
import type { Principal } from '../../caller/principal.js';

/** Whether the caller's practice has a staff record of that id. */
export type StaffLookUp = (principal: Principal, staffId: string) => Promise<boolean>;

/** The practice's staff as users know it: the records are kept by a feature that stands behind this one and registers here. */
@Injectable()
export class KnownStaff {
  private lookUp: StaffLookUp | null = null;

  register(lookUp: StaffLookUp): void {
    this.lookUp = lookUp;
  }

  /** True for a user who acts as nobody. */
  async has(principal: Principal, staffId: string | null): Promise<boolean> {
    if (staffId === null) return true;
    invariant(this.lookUp !== null, 'nothing keeps the staff of practices');
    return this.lookUp(principal, staffId);
  }
}
