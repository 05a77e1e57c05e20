import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Principal } from '../identity/principal.js';
import { auditOf } from '../practices/record-audit.js';
import { saveRecord, type RecordStore, type Saved } from '../practices/versioned-records.js';
import { invariant } from '../../platform/errors/invariant.js';
import { releaseId, type ReleaseContent, type RulebookRelease } from './rulebook-release.js';
import { RulebookReleasesRepository } from './rulebook-releases.repository.js';

type Input = ReleaseContent & { readonly id: string };

/** CMS's quarterly files as a practice supplied them. */
@Injectable()
export class RulebookReleasesService {
  constructor(
    private readonly repository: RulebookReleasesRepository,
    private readonly audit: AuditService,
  ) {}

  /** Keeps a release; the same one again changes nothing, another file for the same date takes its place. */
  async put(principal: Principal, content: ReleaseContent): Promise<Saved<RulebookRelease>> {
    const store: RecordStore<Input, RulebookRelease> = {
      find: (ids) => this.repository.findMany(principal, ids),
      merge: (_before, input, version) => ({ ...input, version }),
      write: async (changes) => {
        const after = changes.map((change) => change.after);
        const audit = this.audit.record(principal, auditOf('rulebookReleases', changes));
        const [written] = await Promise.all([this.repository.write(principal, after), audit]);
        return written;
      },
    };
    const saved = await saveRecord(store, { ...content, id: releaseId(content) }, null);
    invariant(saved.outcome !== 'version_conflict', 'no version was asked for');
    return saved;
  }

  list(principal: Principal): Promise<RulebookRelease[]> {
    return this.repository.list(principal);
  }
}
