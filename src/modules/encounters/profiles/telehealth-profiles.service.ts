import { performance } from 'node:perf_hooks';
import { Injectable } from '@nestjs/common';
import type { PracticeTables } from '../../../domain/assess/telehealth/practice-tables.js';
import type { ProfileRow } from '../../../domain/rulebook/telehealth/payer-profiles.js';
import { AuditService } from '../../audit/audit.service.js';
import { auditOf } from '../../audit/record-audit.js';
import type { Principal } from '../../caller/principal.js';
import { PracticesService } from '../../practices/practices.service.js';
import {
  saveRecord,
  type RecordStore,
  type Saved,
  type VersionConflict,
} from '../../records/versioned-records.js';
import { CloseQueueService } from '../../restatement/close-queue.service.js';
import { RulebookReleasesService } from '../../rulebook-releases/rulebook-releases.service.js';
import { EncountersRepository } from '../record/encounters.repository.js';
import type { StoredTelehealthProfile, TelehealthProfileInput } from './telehealth-profile.js';
import { TelehealthProfilesRepository } from './telehealth-profiles.repository.js';

/** How long a stateless answer may use tables that another process has since changed. */
const KEPT_MILLIS = 2000;
const PAGE = 1000;
const EVERY_DATE = '0001-01-01';

interface KeptTables {
  readonly tables: PracticeTables;
  readonly untilMillis: number;
}

/** The practice's own telehealth profiles and fee files, which take precedence over the rulebook's. */
@Injectable()
export class TelehealthProfilesService {
  private readonly kept = new Map<string, KeptTables>();

  constructor(
    private readonly repository: TelehealthProfilesRepository,
    private readonly encounters: EncountersRepository,
    private readonly practices: PracticesService,
    private readonly releases: RulebookReleasesService,
    private readonly closeQueue: CloseQueueService,
    private readonly audit: AuditService,
  ) {}

  list(principal: Principal): Promise<StoredTelehealthProfile[]> {
    return this.repository.list(principal);
  }

  /** The practice's own rows of all payers, each payer's by date. */
  async rows(principal: Principal): Promise<readonly ProfileRow[]> {
    return this.withBases(principal, (await this.repository.list(principal)).flatMap(toRows));
  }

  /** Those rows and the fee files. */
  async tables(principal: Principal): Promise<PracticeTables> {
    const [rows, fees] = await Promise.all([this.rows(principal), this.releases.loaded(principal)]);
    const tables = { rows, fees };
    this.kept.set(principal.practiceId, { tables, untilMillis: performance.now() + KEPT_MILLIS });
    return tables;
  }

  /** For routes that store nothing: at most two seconds old, and without a promise if they are cached. */
  recentTables(principal: Principal): PracticeTables | Promise<PracticeTables> {
    const kept = this.kept.get(principal.practiceId);
    return kept && performance.now() < kept.untilMillis ? kept.tables : this.tables(principal);
  }

  /** Puts the whole profile of one payer. The practice's encounters are decided again. */
  async put(
    principal: Principal,
    input: TelehealthProfileInput,
    ifVersion: number | null = null,
  ): Promise<Saved<StoredTelehealthProfile> | VersionConflict> {
    const saved = await saveRecord(this.store(principal), input, ifVersion);
    this.kept.delete(principal.practiceId);
    if (saved.outcome === 'version_conflict') return saved;
    // The same content again does nothing, unless an earlier attempt stopped before this step.
    if (saved.outcome === 'unchanged' && (await this.repository.isFollowed(principal, saved.record)))
      return saved;
    await this.markPatients(principal, firstDay(saved));
    await this.repository.setFollowed(principal, [saved.record]);
    return saved;
  }

  /** A payer that is Medicare itself starts from Medicare's rules, whatever its id and whenever its record was written. */
  private async withBases(principal: Principal, rows: readonly ProfileRow[]): Promise<readonly ProfileRow[]> {
    const open = rows.filter(({ base }) => base === null).map(({ payer }) => payer);
    if (open.length === 0) return rows;
    const payers = await this.practices.payersById(principal, [...new Set(open)]);
    return rows.map((row) => {
      const type = payers.get(row.payer)?.type;
      const isMedicare = type === 'medicare_ffs' || type === 'medicare_home_health';
      return row.base === null && isMedicare ? { ...row, base: 'medicare' } : row;
    });
  }

  /** @param from the first day that any row covers; null: there are no rows */
  private async markPatients(principal: Principal, from: string | null): Promise<void> {
    if (from === null) return;
    let after: { dateOfService: string; id: string } | null = { dateOfService: from, id: '' };
    for (;;) {
      const page: { id: string; patientId: string; dateOfService: string }[] =
        await this.encounters.patientsAfter(principal, after, PAGE);
      await this.closeQueue.markMany(principal, [...new Set(page.map(({ patientId }) => patientId))]);
      after = page.at(-1) ?? null;
      if (page.length < PAGE) return;
    }
  }

  private store(principal: Principal): RecordStore<TelehealthProfileInput, StoredTelehealthProfile> {
    return {
      find: (ids) => this.repository.findMany(principal, ids),
      merge: (_before, input, version) => ({ ...input, version }),
      write: (changes) =>
        this.audit.recorded(principal, auditOf('telehealthProfiles', changes), () =>
          this.repository.write(
            principal,
            changes.map(({ after }) => after),
          ),
        ),
    };
  }
}

/** After a change that stopped halfway, the earlier rows are unknown, so every date is affected. */
function firstDay({ outcome, before, record }: Saved<StoredTelehealthProfile>): string | null {
  if (outcome === 'unchanged') return EVERY_DATE;
  const days = [...(before?.rows ?? []), ...record.rows].map(({ from }) => from as string);
  return days.length === 0 ? null : days.reduce((a, b) => (a < b ? a : b));
}

function toRows({ id, rows }: StoredTelehealthProfile): ProfileRow[] {
  return [...rows].sort((a, b) => (a.from < b.from ? -1 : 1)).map((row) => ({ ...row, payer: id }));
}
