import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { invariant } from '../../../domain/invariant.js';
import { instant } from '../../../domain/time/instant.js';
import { Clock } from '../../../platform/clock/clock.js';
import type { Principal } from '../../caller/principal.js';
import { newToken, tokenHash } from '../credentials/token.js';
import { isOpen, withEmergency, type EmergencyAccess } from '../emergency/emergency-access.js';
import { EmergencyAccessRepository } from '../emergency/emergency-access.repository.js';
import { principalOf, type User } from '../users/user.js';
import { UsersRepository } from '../users/users.repository.js';
import {
  ABSOLUTE_SECONDS,
  isInForce,
  SEEN_EVERY_SECONDS,
  type RequestOrigin,
  type Session,
} from './session.js';
import { SessionsRepository } from './sessions.repository.js';

/** A valid session with its user and principal. */
export interface OpenSession {
  readonly session: Session;
  readonly user: User;
  readonly principal: Principal;
  /** The emergency access that is open in this session now. */
  readonly emergency: EmergencyAccess | null;
}

export interface BegunSession extends OpenSession {
  /** For the cookie only. */
  readonly token: string;
}

/**
 * Sessions of signed-in users. Nothing is cached, so a disabled user is out with the next request, in every process.
 */
@Injectable()
export class SessionsService {
  constructor(
    private readonly repository: SessionsRepository,
    private readonly users: UsersRepository,
    private readonly emergencies: EmergencyAccessRepository,
    private readonly clock: Clock,
  ) {}

  async begin(user: User, { address, agent }: RequestOrigin): Promise<BegunSession> {
    const token = newToken('ses');
    const hash = tokenHash(token, 'ses');
    invariant(hash !== null, 'a new token has the wrong form');
    const now = this.clock.now();
    const session: Session = {
      id: randomBytes(9).toString('hex'),
      practiceId: user.practiceId,
      userId: user.id,
      epoch: user.secrets.epoch,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: instant(now + ABSOLUTE_SECONDS * 1000),
      address,
      agent,
      emergencyId: null,
    };
    await this.repository.add(session, hash);
    await this.repository.removeExpired(now);
    return { session, user, principal: principalOf(user), emergency: null, token };
  }

  /** Null for any token that is not valid: unknown, idle too long, too old or ended, or of a disabled user. */
  async verify(token: string): Promise<OpenSession | null> {
    const hash = tokenHash(token, 'ses');
    if (hash === null) return null;
    const session = await this.repository.withTokenHash(hash);
    if (session === null) return null;
    const user = await this.users.ofPractice(session.practiceId, session.userId);
    const now = this.clock.now();
    if (user === null || user.disabledAt !== null || !isInForce(session, user.secrets.epoch, now))
      return null;
    if (now - session.lastSeenAt >= SEEN_EVERY_SECONDS * 1000) await this.repository.seen(hash, now);
    const emergency = await this.emergencyOf(session);
    const principal = principalOf(user);
    return {
      ...{ session, user, emergency },
      principal: emergency === null ? principal : withEmergency(principal, emergency),
    };
  }

  /** Read from the store on every request, so that no access outlasts its end. */
  private async emergencyOf({
    id,
    practiceId,
    userId,
    emergencyId,
  }: Session): Promise<EmergencyAccess | null> {
    if (emergencyId === null) return null;
    const access = await this.emergencies.get(practiceId, emergencyId);
    if (access === null || access.sessionId !== id || access.userId !== userId) return null;
    return isOpen(access, this.clock.now()) ? access : null;
  }

  /** The caller's own valid sessions. */
  async listOwn({ principal, user }: OpenSession): Promise<Session[]> {
    const now = this.clock.now();
    const sessions = await this.repository.listOwn(principal);
    return sessions.filter((session) => isInForce(session, user.secrets.epoch, now));
  }

  /** Whether the caller has such a session, valid or not. */
  async hasOwn(principal: Principal, id: string): Promise<boolean> {
    return (await this.repository.listOwn(principal)).some((session) => session.id === id);
  }

  endOwn(principal: Principal, id: string): Promise<boolean> {
    return this.repository.endOwn(principal, id);
  }

  /** Ends the session that a browser had before it signed in again. */
  async endReplaced(token: string | null): Promise<void> {
    const hash = token === null ? null : tokenHash(token, 'ses');
    if (hash !== null) await this.repository.remove(hash);
  }

  /** Removes the sessions that the user's new epoch has ended. */
  async removeEnded({ practiceId, id, secrets }: User): Promise<void> {
    await this.repository.removeBefore(practiceId, id, secrets.epoch);
  }
}
