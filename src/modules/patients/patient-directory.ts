import { Injectable } from '@nestjs/common';
import type { Instant } from '../../domain/time/instant.js';
import { Clock } from '../../platform/clock/clock.js';
import type { Principal } from '../caller/principal.js';
import { PatientsRepository, type DirectoryRow } from './patients.repository.js';

const PAGE = 1000;
/** The directory is read again after this time, because another process on the same database may change names. */
const FRESH_MS = 60_000;

interface Entry {
  readonly id: string;
  /** `family given`, folded for comparing and sorting. */
  readonly key: string;
  readonly given: string;
  readonly memberIdHashes: readonly string[];
}

interface Directory {
  readonly loadedAt: Instant;
  readonly byId: Map<string, Entry>;
  /** By name, then id; null when a change made sorting necessary. */
  sorted: Entry[] | null;
}

/** The patients to find. Every given condition must hold. */
interface DirectoryQuery {
  /** The beginning of the family name, of `family given`, of `family, given`, or of the given name. */
  readonly namePrefix?: string | undefined;
  readonly memberIdHash?: string | undefined;
}

/**
 * The names of each practice's patients, in memory. Names are stored encrypted, so no database can search or sort them.
 * A change made in this process shows at once.
 */
@Injectable()
export class PatientDirectory {
  private readonly directories = new Map<string, Promise<Directory>>();

  constructor(
    private readonly repository: PatientsRepository,
    private readonly clock: Clock,
  ) {}

  /** Ids in order of name, after the patient `after`. */
  async find(
    principal: Principal,
    query: DirectoryQuery,
    page: { after: string | null; limit: number },
  ): Promise<string[]> {
    const directory = await this.open(principal);
    directory.sorted ??= [...directory.byId.values()].sort(byName);
    const last = page.after === null ? undefined : directory.byId.get(page.after);
    const folded = { ...query, namePrefix: query.namePrefix && fold(query.namePrefix) };
    const ids: string[] = [];
    for (const entry of directory.sorted) {
      if (ids.length >= page.limit) break;
      if (last && byName(entry, last) <= 0) continue;
      if (entryMatches(entry, folded)) ids.push(entry.id);
    }
    return ids;
  }

  /** Call this after a write has become durable. */
  async refresh(principal: Principal, rows: readonly DirectoryRow[]): Promise<void> {
    const directory = await this.directories.get(principal.practiceId);
    if (!directory) return;
    for (const row of rows) keep(directory.byId, row);
    directory.sorted = null;
  }

  private async open(principal: Principal): Promise<Directory> {
    const { practiceId } = principal;
    const known = this.directories.get(practiceId);
    if (known && this.clock.now() - (await known).loadedAt < FRESH_MS) return known;
    const loading = this.load(principal);
    this.directories.set(practiceId, loading);
    loading.catch(() => this.directories.delete(practiceId));
    return loading;
  }

  private async load(principal: Principal): Promise<Directory> {
    const directory: Directory = { loadedAt: this.clock.now(), byId: new Map(), sorted: null };
    let after: string | null = null;
    for (;;) {
      const rows: DirectoryRow[] = await this.repository.directoryPage(principal, after, PAGE);
      for (const row of rows) keep(directory.byId, row);
      after = rows.at(-1)?.id ?? null;
      if (rows.length < PAGE) return directory;
    }
  }
}

function keep(byId: Map<string, Entry>, row: DirectoryRow): void {
  if (row.isErased) byId.delete(row.id);
  else byId.set(row.id, entryOf(row));
}

/** Whether the directory would find a patient by the query. */
export function matches(row: DirectoryRow, query: DirectoryQuery): boolean {
  return entryMatches(entryOf(row), { ...query, namePrefix: query.namePrefix && fold(query.namePrefix) });
}

function entryMatches(entry: Entry, { namePrefix = '', memberIdHash }: DirectoryQuery): boolean {
  if (!entry.key.startsWith(namePrefix) && !entry.given.startsWith(namePrefix)) return false;
  return memberIdHash === undefined || entry.memberIdHashes.includes(memberIdHash);
}

function entryOf({ id, name, memberIdHashes }: DirectoryRow): Entry {
  const given = fold(name?.given ?? '');
  return { id, key: `${fold(name?.family ?? '')} ${given}`.trim(), given, memberIdHashes };
}

function byName(a: Entry, b: Entry): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  return a.id < b.id ? -1 : Number(a.id > b.id);
}

/** Removes case, accents and commas. */
function fold(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/[\p{M},]/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}
