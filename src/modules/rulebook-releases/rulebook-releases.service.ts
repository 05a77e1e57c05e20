import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { LoadedReleases } from '../../domain/facts/loaded-releases.js';
import { ProblemError } from '../../platform/errors/problem-error.js';
import { AuditService } from '../audit/audit.service.js';
import type { Principal } from '../caller/principal.js';
import { PracticesService } from '../practices/practices.service.js';
import { saveRecord, type RecordStore, type Saved } from '../records/versioned-records.js';
import { SettingsListeners } from '../restatement/settings-listeners.js';
import { releaseId, type RulebookRelease } from './rulebook-release.js';
import { rowKey, type ReleaseContent } from './rulebook-release.input.js';
import { RulebookReleasesRepository } from './rulebook-releases.repository.js';
import { toLoadedReleases } from './to-loaded-releases.js';
import { auditOf } from '../audit/record-audit.js';

type Input = ReleaseContent & { readonly id: string };

/** Another release of the same kind and first date stands, and nobody asked to replace it. */
export interface OtherReleaseStands {
  readonly outcome: 'other_stands';
  readonly standing: RulebookRelease;
}

interface CachedReleases {
  readonly fingerprint: string;
  readonly loaded: LoadedReleases | null;
}

const ATTEMPTS_MAX = 4;
const CACHED_PRACTICES_MAX = 50;

/** CMS's quarterly files as a practice supplied them. */
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
   * Keeps a release and puts every patient up for closing, since amounts may differ. The same one again changes
   * nothing; another for the same date takes its place only with `replace`.
   * @throws ProblemError 404 before the practice was set up
   */
  async put(
    principal: Principal,
    given: ReleaseContent,
    replace = false,
  ): Promise<Saved<RulebookRelease> | OtherReleaseStands> {
    await this.practices.get(principal);
    const input: Input = { ...inOrder(given), id: releaseId(given) };
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const [standing] = await this.repository.findMany(principal, [input.id]);
      if (standing && !replace && !isDeepStrictEqual(standing, { ...input, version: standing.version }))
        return { outcome: 'other_stands', standing };
      // Only over what was just compared: a release that arrives meanwhile is compared too.
      const saved = await saveRecord(this.store(principal), input, standing?.version ?? 0);
      if (saved.outcome === 'version_conflict') continue;
      // The same again does nothing, unless the first attempt died before its listeners ran.
      if (saved.outcome === 'unchanged' && (await this.repository.isFollowed(principal, saved.record)))
        return saved;
      await this.listeners.practiceChanged(principal);
      await this.repository.setFollowed(principal, saved.record);
      return saved;
    }
    throw new ProblemError(409, 'The release is being loaded by others again and again; try once more.');
  }

  list(principal: Principal): Promise<RulebookRelease[]> {
    return this.repository.list(principal);
  }

  /**
   * All that the practice loaded, for its facts; null: nothing. Read anew only when a release came or changed, also
   * through another process.
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
