import { Injectable } from '@nestjs/common';
import { invariant } from '../../../domain/invariant.js';
import type { Principal } from '../../caller/principal.js';

/** Whether the caller's practice has a staff record with that id. */
type StaffLookUp = (principal: Principal, staffId: string) => Promise<boolean>;

/**
 * Looks up the practice's staff. The practices module keeps those records and registers its lookup here, because
 * identity must not import it.
 */
@Injectable()
export class KnownStaff {
  private lookUp: StaffLookUp | null = null;

  register(lookUp: StaffLookUp): void {
    this.lookUp = lookUp;
  }

  /** True for a null id: a user need not be a staff member. */
  async has(principal: Principal, staffId: string | null): Promise<boolean> {
    if (staffId === null) return true;
    invariant(this.lookUp !== null, 'no module has registered a lookup of staff');
    return this.lookUp(principal, staffId);
  }
}
