import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model, type UpdateQuery } from 'mongoose';
import { instant, type Instant } from '../../../domain/time/instant.js';
import { FieldCipher } from '../../../platform/crypto/field-cipher.js';
import { docId } from '../../../platform/database/doc-id.js';
import { unlessDuplicate } from '../../../platform/database/unless-duplicate.js';
import type { Principal } from '../../caller/principal.js';
import type { Role } from './role.js';
import type { UserDoc } from './user.doc.js';
import { setupSecret, type User } from './user.js';
import { NAME, TOTP_SECRET, USERS } from './user.schema.js';

const USERS_MAX = 10_000;

/** What an administrator may change about a user. */
export interface UserChange {
  readonly name?: string;
  readonly roles?: readonly Role[];
  readonly staffId?: string | null;
}

export interface OpenAccountSetup {
  readonly hash: string;
  readonly expiresAt: Instant;
}

/** What completing account setup stores. */
interface NewSecrets {
  readonly passwordHash: string;
  readonly totpLastStep: number;
  readonly recoveryHashes: readonly string[];
}

@Injectable()
export class UsersRepository {
  constructor(
    @InjectModel(USERS) private readonly model: Model<UserDoc>,
    private readonly cipher: FieldCipher,
  ) {}

  /** @returns false when the practice already has a user with that id */
  async add(principal: Principal, user: User, { hash, expiresAt }: OpenAccountSetup): Promise<boolean> {
    const { practiceId } = principal;
    const doc: UserDoc = {
      _id: docId(practiceId, user.id),
      practiceId,
      id: user.id,
      name: this.cipher.encrypt(user.name, NAME),
      roles: [...user.roles],
      staffId: user.staffId,
      createdAt: new Date(user.createdAt),
      disabledAt: null,
      accountSetupHash: hash,
      accountSetupExpiresAt: new Date(expiresAt),
      passwordHash: null,
      totpSecret: null,
      totpLastStep: 0,
      recoveryHashes: [],
      pendingTotpSecret: null,
      epoch: 0,
    };
    return unlessDuplicate(this.model.collection.insertOne(doc as never));
  }

  list(principal: Principal): Promise<User[]> {
    return this.model
      .find({ practiceId: principal.practiceId })
      .sort({ id: 1 })
      .limit(USERS_MAX)
      .lean<UserDoc[]>()
      .exec()
      .then((docs) => docs.map((doc) => this.fromDoc(doc)));
  }

  get(principal: Principal, id: string): Promise<User | null> {
    return this.ofPractice(principal.practiceId, id);
  }

  /** Takes no principal, because its result establishes the principal of a person who signs in. */
  async ofPractice(practiceId: string, id: string): Promise<User | null> {
    const doc = await this.model
      .findOne({ _id: docId(practiceId, id) })
      .lean<UserDoc>()
      .exec();
    return doc && this.fromDoc(doc);
  }

  /** The same for the holder of a setup token. */
  async withAccountSetup(hash: string): Promise<User | null> {
    const doc = await this.model.findOne({ accountSetupHash: hash }).lean<UserDoc>().exec();
    return doc && this.fromDoc(doc);
  }

  change(principal: Principal, id: string, { name, roles, staffId }: UserChange): Promise<User | null> {
    return this.update(principal, id, {
      $set: {
        ...(name !== undefined && { name: this.cipher.encrypt(name, NAME) }),
        ...(roles !== undefined && { roles: [...roles] }),
        ...(staffId !== undefined && { staffId }),
      },
    });
  }

  /** Also ends every session and open account setup of the user, in the same write. */
  disable(principal: Principal, id: string, at: Instant): Promise<User | null> {
    return this.update(principal, id, {
      $set: { disabledAt: new Date(at), accountSetupHash: null, accountSetupExpiresAt: null },
      $inc: { epoch: 1 },
    });
  }

  enable(principal: Principal, id: string): Promise<User | null> {
    return this.update(principal, id, { $set: { disabledAt: null } });
  }

  /**
   * Removes the password and ends the sessions, then opens an account setup. The authenticator and recovery codes are
   * removed too, unless they are kept.
   */
  reset(
    principal: Principal,
    id: string,
    { hash, expiresAt, keepAuthenticator }: OpenAccountSetup & { readonly keepAuthenticator: boolean },
  ): Promise<User | null> {
    return this.update(principal, id, {
      $set: {
        accountSetupHash: hash,
        accountSetupExpiresAt: new Date(expiresAt),
        passwordHash: null,
        pendingTotpSecret: null,
        ...(!keepAuthenticator && { totpSecret: null, recoveryHashes: [] }),
      },
      $inc: { epoch: 1 },
    });
  }

  /** Stores the secret that account setup shows, unless there is one already. */
  async propose(user: User, hash: string, totpSecret: string): Promise<void> {
    await this.model
      .updateOne(
        { _id: docId(user.practiceId, user.id), accountSetupHash: hash, pendingTotpSecret: null },
        { $set: { pendingTotpSecret: this.cipher.encrypt(totpSecret, TOTP_SECRET) } },
      )
      .exec();
  }

  /**
   * Completes the account setup.
   * @returns null when the token was used, or the user disabled or reset, in the meantime
   */
  async setUp(user: User, hash: string, secrets: NewSecrets): Promise<User | null> {
    const { epoch } = user.secrets;
    const totpSecret = setupSecret(user);
    if (totpSecret === null) return null;
    const doc = await this.model
      .findOneAndUpdate(
        { _id: docId(user.practiceId, user.id), accountSetupHash: hash, epoch, disabledAt: null },
        {
          $set: {
            passwordHash: secrets.passwordHash,
            totpLastStep: secrets.totpLastStep,
            recoveryHashes: [...secrets.recoveryHashes],
            totpSecret: this.cipher.encrypt(totpSecret, TOTP_SECRET),
            pendingTotpSecret: null,
            accountSetupHash: null,
            accountSetupExpiresAt: null,
          },
          $inc: { epoch: 1 },
        },
        { returnDocument: 'after' },
      )
      .lean<UserDoc>()
      .exec();
    return doc && this.fromDoc(doc);
  }

  /** Marks a one-time code's step as used. @returns false when a code of this step or a later one was used before */
  async takeStep(user: User, step: number): Promise<boolean> {
    const { modifiedCount } = await this.model
      .updateOne({ ...sameEpoch(user), totpLastStep: { $lt: step } }, { $set: { totpLastStep: step } })
      .exec();
    return modifiedCount === 1;
  }

  /** Uses up a recovery code. @returns false when it is unknown or already used */
  async takeRecoveryCode(user: User, hash: string): Promise<boolean> {
    const { modifiedCount } = await this.model
      .updateOne({ ...sameEpoch(user), recoveryHashes: hash }, { $pull: { recoveryHashes: hash } })
      .exec();
    return modifiedCount === 1;
  }

  /** Also ends every session, in the same write. @returns null when another change ended them first */
  async setPassword(user: User, passwordHash: string): Promise<User | null> {
    const doc = await this.model
      .findOneAndUpdate(
        sameEpoch(user),
        { $set: { passwordHash }, $inc: { epoch: 1 } },
        { returnDocument: 'after' },
      )
      .lean<UserDoc>()
      .exec();
    return doc && this.fromDoc(doc);
  }

  async setRecoveryHashes(user: User, recoveryHashes: readonly string[]): Promise<boolean> {
    const { matchedCount } = await this.model
      .updateOne(sameEpoch(user), { $set: { recoveryHashes: [...recoveryHashes] } })
      .exec();
    return matchedCount === 1;
  }

  private async update(principal: Principal, id: string, update: UpdateQuery<UserDoc>): Promise<User | null> {
    const doc = await this.model
      .findOneAndUpdate({ _id: docId(principal.practiceId, id) }, update, { returnDocument: 'after' })
      .lean<UserDoc>()
      .exec();
    return doc && this.fromDoc(doc);
  }

  private fromDoc(doc: UserDoc): User {
    const secret = (stored: string | null) => stored && this.cipher.decrypt(stored, TOTP_SECRET);
    return {
      practiceId: doc.practiceId,
      id: doc.id,
      name: this.cipher.decrypt(doc.name, NAME),
      roles: doc.roles as Role[],
      staffId: doc.staffId,
      createdAt: instant(doc.createdAt.getTime()),
      disabledAt: toInstant(doc.disabledAt),
      accountSetupExpiresAt: toInstant(doc.accountSetupExpiresAt),
      secrets: {
        passwordHash: doc.passwordHash,
        totpSecret: secret(doc.totpSecret),
        totpLastStep: doc.totpLastStep,
        recoveryHashes: doc.recoveryHashes,
        pendingTotpSecret: secret(doc.pendingTotpSecret),
        epoch: doc.epoch,
      },
    };
  }
}

/** Matches the user only if nothing has changed since the secrets were checked. */
function sameEpoch({ practiceId, id, secrets }: User) {
  return { _id: docId(practiceId, id), epoch: secrets.epoch, disabledAt: null };
}

function toInstant(value: Date | null): Instant | null {
  return value === null ? null : instant(value.getTime());
}
