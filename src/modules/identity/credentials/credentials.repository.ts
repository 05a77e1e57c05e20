import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import type { Instant } from '../../../domain/time/instant.js';
import { FieldCipher } from '../../../platform/crypto/field-cipher.js';
import { docId } from '../../../platform/database/doc-id.js';
import type { Principal } from '../../caller/principal.js';
import { fromDoc, type CredentialDoc } from './credential.doc.js';
import type { Credential } from './credential.js';
import { CREDENTIALS, SECRET } from './credential.schema.js';

/** A credential with the practice it belongs to. */
export interface OwnedCredential {
  readonly practiceId: string;
  readonly credential: Credential;
  /** The signing secret; null for a bearer token. */
  readonly secret: string | null;
}

/** What authenticates the holder. Never shown again. */
interface CredentialSecrets {
  readonly tokenHash: string;
  readonly secret: string | null;
}

@Injectable()
export class CredentialsRepository {
  constructor(
    @InjectModel(CREDENTIALS) private readonly model: Model<CredentialDoc>,
    private readonly cipher: FieldCipher,
  ) {}

  async add(
    { practiceId }: Principal,
    credential: Credential,
    { tokenHash, secret }: CredentialSecrets,
  ): Promise<void> {
    await this.model.collection.insertOne({
      _id: docId(practiceId, credential.id),
      practiceId,
      tokenHash,
      ...credential,
      scopes: [...credential.scopes],
      createdAt: new Date(credential.createdAt),
      expiresAt: toDate(credential.expiresAt),
      revokedAt: toDate(credential.revokedAt),
      lastUsedAt: toDate(credential.lastUsedAt),
      secret: secret === null ? null : this.cipher.encrypt(secret, SECRET),
    } as never);
  }

  /** Takes no principal, because its result establishes the principal. */
  withTokenHash(tokenHash: string): Promise<OwnedCredential | null> {
    return this.owned({ tokenHash });
  }

  /** The same for a signed request. */
  withId(id: string): Promise<OwnedCredential | null> {
    return this.owned({ id });
  }

  async list(principal: Principal): Promise<Credential[]> {
    const { practiceId } = principal;
    const docs = await this.model.find({ practiceId }).sort({ _id: 1 }).lean<CredentialDoc[]>().exec();
    return docs.map(fromDoc);
  }

  async get({ practiceId }: Principal, id: string): Promise<Credential | null> {
    const doc = await this.model
      .findOne({ _id: docId(practiceId, id) })
      .lean<CredentialDoc>()
      .exec();
    return doc && fromDoc(doc);
  }

  /** A credential that was revoked before keeps its first date. */
  async revoke(principal: Principal, id: string, at: Instant): Promise<void> {
    const _id = docId(principal.practiceId, id);
    await this.model.updateOne({ _id, revokedAt: null }, { $set: { revokedAt: new Date(at) } }).exec();
  }

  /** @returns false when it was already replaced or revoked */
  async replace(
    { practiceId }: Principal,
    id: string,
    { by, ends }: { readonly by: string; readonly ends: Instant },
  ): Promise<boolean> {
    const { modifiedCount } = await this.model
      .updateOne(
        { _id: docId(practiceId, id), replacedBy: null, revokedAt: null },
        { $set: { replacedBy: by, expiresAt: new Date(ends) } },
      )
      .exec();
    return modifiedCount === 1;
  }

  /** Removes a credential that was never handed out. */
  async remove({ practiceId }: Principal, id: string): Promise<void> {
    await this.model.deleteOne({ _id: docId(practiceId, id) }).exec();
  }

  /** Records a use, unless another process has recorded one since `before`. */
  async used(
    { practiceId, id }: { readonly practiceId: string; readonly id: string },
    before: Instant | null,
    at: Instant,
  ): Promise<void> {
    await this.model
      .updateOne(
        { _id: docId(practiceId, id), lastUsedAt: toDate(before) },
        { $set: { lastUsedAt: new Date(at) } },
      )
      .exec();
  }

  private async owned(filter: { tokenHash: string } | { id: string }): Promise<OwnedCredential | null> {
    const doc = await this.model.findOne(filter).lean<CredentialDoc>().exec();
    if (doc === null) return null;
    const secret = doc.secret === null ? null : this.cipher.decrypt(doc.secret, SECRET);
    return { practiceId: doc.practiceId, credential: fromDoc(doc), secret };
  }
}

function toDate(value: Instant | null): Date | null {
  return value === null ? null : new Date(value);
}
