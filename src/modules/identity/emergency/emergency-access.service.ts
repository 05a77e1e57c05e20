import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { formatInstant, instant } from '../../../domain/time/instant.js';
import { Clock } from '../../../platform/clock/clock.js';
import type { InstantCursor } from '../../../platform/http/answers/instant-cursor.js';
import { AuditService } from '../../audit/audit.service.js';
import { holds, type Principal } from '../../caller/principal.js';
import { SessionsRepository } from '../sessions/sessions.repository.js';
import type { OpenSession } from '../sessions/sessions.service.js';
import { SignInService, type RequestContext } from '../sessions/sign-in.service.js';
import type { OpenEmergencyInput } from './emergency-access.input.js';
import { isOpen, missingScopes, type EmergencyAccess } from './emergency-access.js';
import { EmergencyAccessRepository } from './emergency-access.repository.js';

const ENTITY = 'emergencyAccess';
const ID_BYTES = 9;
const MINUTE_MS = 60_000;

export type Opened =
  | { readonly outcome: 'opened'; readonly access: EmergencyAccess }
  /**
   * `not_needed`: the roles already allow everything. `already_open`: in this session. `refused`: the code is wrong.
   */
  | { readonly outcome: 'not_needed' | 'already_open' | 'refused' };

/** "Breaking the glass": reading patient data beyond one's roles, for a stated reason, for minutes, on the record. */
@Injectable()
export class EmergencyAccessService {
  constructor(
    private readonly repository: EmergencyAccessRepository,
    private readonly sessions: SessionsRepository,
    private readonly signIns: SignInService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError 429 after too many wrong codes */
  async open(
    principal: Principal,
    body: OpenEmergencyInput,
    from: { readonly session: OpenSession; readonly context: RequestContext },
  ): Promise<Opened> {
    const { session, emergency } = from.session;
    if (emergency !== null) return { outcome: 'already_open' };
    const scopes = missingScopes(principal);
    if (scopes.length === 0) return { outcome: 'not_needed' };
    if (!(await this.signIns.proveCode(from.session, body.code, from.context))) return { outcome: 'refused' };
    const { practiceId, id: userId } = principal;
    const { reason, patientId, minutes } = body;
    const openedAt = this.clock.now();
    const access: EmergencyAccess = {
      ...{ practiceId, userId, sessionId: session.id, reason, patientId, scopes, openedAt },
      id: randomBytes(ID_BYTES).toString('hex'),
      endsAt: instant(openedAt + minutes * MINUTE_MS),
      endedAt: null,
      endedBy: null,
    };
    const entry = {
      ...{ action: 'emergency-access.open', entity: ENTITY, ids: [access.id], reason },
      ...(patientId !== null && { patientIds: [patientId] }),
      after: { scopes, endsAt: formatInstant(access.endsAt) },
    };
    await this.audit.recorded(principal, entry, () => this.repository.add(access));
    await this.sessions.setEmergency(session, access.id);
    return { outcome: 'opened', access };
  }

  /**
   * Ends an emergency access, if the caller opened it or is an administrator. Takes effect with the next request. Null when
   * there is none that the caller may end.
   */
  async end(principal: Principal, id: string): Promise<EmergencyAccess | null> {
    const access = await this.repository.get(principal.practiceId, id);
    if (access === null || (access.userId !== principal.id && !holds(principal, 'admin'))) return null;
    const now = this.clock.now();
    if (!isOpen(access, now)) return access;
    const entry = { action: 'emergency-access.end', entity: ENTITY, ids: [id] };
    const ended = await this.audit.recorded(principal, entry, () => this.repository.end(principal, id, now));
    return ended ?? this.repository.get(principal.practiceId, id);
  }

  /** Latest first. */
  page(principal: Principal, before: InstantCursor | null, limit: number): Promise<EmergencyAccess[]> {
    return this.repository.page(principal, before, limit);
  }
}
