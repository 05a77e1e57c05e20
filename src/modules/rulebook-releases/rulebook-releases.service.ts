import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { LoadedReleases } from '../../domain/facts/loaded-releases.js';
import { ProblemError } from '../../platform/errors/problem-error.js';
import { AuditService } from '../audit/audit.service.js';
import { auditOf } from '../audit/record-audit.js';
import type { Principal } from '../caller/principal.js';
import { PracticesService } from '../practices/practices.service.js';
import { saveRecord, type RecordStore, type Saved } from '../records/versioned-records.js';
import { SettingsListeners } from '../restatement/settings-listeners.js';
import { rowKey, type ReleaseContent } from './rulebook-release.input.js';
import { releaseId, type RulebookRelease } from './rulebook-release.js';
import { RulebookReleasesRepository } from './rulebook-releases.repository.js';
import { toLoadedReleases } from './to-loaded-releases.js';

type Input = ReleaseContent & { readonly id: string };

/** Another release of the same kind and first date is stored, and the caller did not ask to replace it. */
interface OtherReleaseStored {
  readonly outcome: 'other_stored';
  readonly stored: RulebookRelease;
}

interface CachedReleases {
  readonly fingerprint: string;
  readonly loaded: LoadedReleases | null;
}

const ATTEMPTS_MAX = 4;
const CACHED_PRACTICES_MAX = 50;

/** CMS's quarterly files, as a practice supplied them. */
@Injectable()
export class RulebookReleasesService {
  private readonly cache = new Map<string, CachedReleases>();

  constructor(
    private readonly repository: RulebookReleasesRepository,
    private readonly practices: PracticesService,
    private readonly audit: AuditService,
    private readonly listeners: SettingsListeners,
  ) {}

  /**
   * Stores a release and marks every patient for closing, because amounts may change. Storing the same release again
   * changes nothing. Another release for the same date replaces it only with `replace`.
   * @throws ProblemError 404 until the practice is set up
   */
  async put(
    principal: Principal,
    given: ReleaseContent,
    replace = false,
  ): Promise<Saved<RulebookRelease> | OtherReleaseStored> {
    await this.practices.get(principal);
    const input: Input = { ...inOrder(given), id: releaseId(given) };
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const [stored] = await this.repository.findMany(principal, [input.id]);
      if (stored && !replace && !isDeepStrictEqual(stored, { ...input, version: stored.version }))
        return { outcome: 'other_stored', stored };
      // Written only over the version just compared, so a release that arrives meanwhile is compared too.
      const saved = await saveRecord(this.store(principal), input, stored?.version ?? 0);
      if (saved.outcome === 'version_conflict') continue;
      // Putting the same record again does nothing, unless the first attempt died before its listeners ran.
      if (saved.outcome === 'unchanged' && (await this.repository.isFollowed(principal, saved.record)))
        return saved;
      await this.listeners.practiceChanged(principal);
      await this.repository.setFollowed(principal, saved.record);
      return saved;
    }
    throw new ProblemError(409, 'Others keep loading this release. Try again.');
  }

  list(principal: Principal): Promise<RulebookRelease[]> {
    return this.repository.list(principal);
  }

  /**
   * All releases of the practice, for its facts; null when there are none. They are read again only when a release was
   * added or changed, including by another process.
   */
  async loaded(principal: Principal): Promise<LoadedReleases | null> {
    const { practiceId } = principal;
    const current = fingerprintOf(await this.repository.heads(principal));
    const known = this.cache.get(practiceId);
    if (known?.fingerprint === current) return known.loaded;
    const releases = current === '' ? [] : await this.repository.list(principal);
    const fresh = { fingerprint: fingerprintOf(releases), loaded: toLoadedReleases(releases) };
    this.cache.delete(practiceId);
    const [oldest] = this.cache.keys();
    if (this.cache.size >= CACHED_PRACTICES_MAX && oldest !== undefined) this.cache.delete(oldest);
    this.cache.set(practiceId, fresh);
    return fresh.loaded;
  }

  private store(principal: Principal): RecordStore<Input, RulebookRelease> {
    return {
      find: (ids) => this.repository.findMany(principal, ids),
      merge: (_before, input, version) => ({ ...input, version }),
      write: (changes) => {
        const after = changes.map((change) => change.after);
        return this.audit.recorded(principal, auditOf('rulebookReleases', changes), () =>
          this.repository.write(principal, after),
        );
      },
    };
  }
}

/** Rows in the order of what they are about: the order of a file says nothing. */
function inOrder<C extends ReleaseContent>(content: C): C {
  const rows = [...content.rows].sort((a, b) => (rowKey(a) < rowKey(b) ? -1 : 1));
  return { ...content, rows };
}

function fingerprintOf(releases: readonly Pick<RulebookRelease, 'id' | 'version'>[]): string {
  return releases.map(({ id, version }) => `${id}@${version}`).join(' ');
}
