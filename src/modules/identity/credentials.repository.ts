import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { instant, type Instant } from '../../domain/time/instant.js';
import { docId } from '../../platform/database/doc-id.js';
import { CREDENTIALS, type CredentialDoc } from './credential.schema.js';
import type { Credential } from './credential.js';
import type { Principal, Scope } from './principal.js';

/** A credential with the practice it belongs to. */
export interface OwnedCredential {
  readonly practiceId: string;
  readonly credential: Credential;
}

@Injectable()
export class CredentialsRepository {
  constructor(@InjectModel(CREDENTIALS) private readonly model: Model<CredentialDoc>) {}

  async add(principal: Principal, credential: Credential, tokenHash: string): Promise<void> {
    const { practiceId } = principal;
    await this.model.collection.insertOne({
      _id: docId(practiceId, credential.id),
      practiceId,
      tokenHash,
      ...credential,
      scopes: [...credential.scopes],
      createdAt: new Date(credential.createdAt),
      expiresAt: toDate(credential.expiresAt),
      revokedAt: toDate(credential.revokedAt),
    } as never);
  }

  /** The one look-up without a principal: it is what establishes the principal. */
  async withTokenHash(tokenHash: string): Promise<OwnedCredential | null> {
    const doc = await this.model.findOne({ tokenHash }).lean<CredentialDoc>().exec();
    return doc && { practiceId: doc.practiceId, credential: fromDoc(doc) };
  }

  async list(principal: Principal): Promise<Credential[]> {
    const { practiceId } = principal;
    const docs = await this.model.find({ practiceId }).sort({ _id: 1 }).lean<CredentialDoc[]>().exec();
    return docs.map(fromDoc);
  }

  async exists(principal: Principal, id: string): Promise<boolean> {
    return (
      (await this.model
        .findOne({ _id: docId(principal.practiceId, id) })
        .lean()
        .exec()) !== null
    );
  }

  /** One that is revoked keeps its first date. */
  async revoke(principal: Principal, id: string, at: Instant): Promise<void> {
    const _id = docId(principal.practiceId, id);
    await this.model.updateOne({ _id, revokedAt: null }, { $set: { revokedAt: new Date(at) } }).exec();
  }
}

function fromDoc(doc: CredentialDoc): Credential {
  return {
    id: doc.id,
    kind: doc.kind as Credential['kind'],
    principalId: doc.principalId,
    scopes: doc.scopes as Scope[],
    source: doc.source,
    staffId: doc.staffId,
    createdAt: instant(doc.createdAt.getTime()),
    expiresAt: toInstant(doc.expiresAt),
    revokedAt: toInstant(doc.revokedAt),
  };
}

function toDate(value: Instant | null): Date | null {
  return value === null ? null : new Date(value);
}

function toInstant(value: Date | null): Instant | null {
  return value === null ? null : instant(value.getTime());
}
