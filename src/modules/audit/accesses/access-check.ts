import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../../caller/principal.js';
import type { AuditEntry } from '../audit-entry.js';
import { AuditRepository, type PlacedEntry } from '../audit.repository.js';
import { summaryOf } from '../chain/audit-content.js';
import {
  DISCREPANCIES_MAX,
  type AccessDiscrepancy,
  type AccessVerification,
} from './access-verification.answer.js';
import { hasRows } from './access.js';
import { AccessesRepository, type PlacedAccess } from './accesses.repository.js';

const PAGE = 1000;

/**
 * Compares the access rows of a practice with its chained entries. Each entry holds the count and digest of its
 * patients, so a row that was removed, added or changed is detected. Reads both once, in the order of chains. Writes
 * may continue meanwhile.
 */
@Injectable()
export class AccessCheck {
  constructor(
    private readonly entries: AuditRepository,
    private readonly accesses: AccessesRepository,
  ) {}

  async verify({ practiceId }: Principal): Promise<AccessVerification> {
    await this.entries.caughtUp();
    const counts = { entries: 0, rows: 0, count: 0 };
    const discrepancies: AccessDiscrepancy[] = [];
    const add = (discrepancy: AccessDiscrepancy) => {
      counts.count += 1;
      if (discrepancies.length < DISCREPANCIES_MAX) discrepancies.push(discrepancy);
    };
    for (const discrepancy of await this.outside(practiceId)) add(discrepancy);
    const judge = async (entryId: string, entry: AuditEntry | null, rows: readonly PlacedAccess[]) => {
      if (faultOf(entryId, entry, rows) === null) return;
      // Reads both again: an entry that was being written at the first read is complete by now.
      const [now, own] = await Promise.all([
        this.entries.find(practiceId, entryId),
        this.accesses.ofEntry(practiceId, entryId),
      ]);
      const fault = faultOf(entryId, now, own);
      if (fault !== null) add(fault);
    };
    const groups = this.groups(practiceId);
    let group = (await groups.next()).value ?? null;
    for await (const { id, entry, isPlaced } of this.ordered(practiceId)) {
      counts.entries += 1;
      if (!isPlaced) add({ kind: 'misplaced', entryId: id, expected: 0, found: 1 });
      if (entry === null) add({ kind: 'changed', entryId: id, expected: 1, found: 1 });
      for (; group && group.entryId < id; group = (await groups.next()).value ?? null) {
        counts.rows += group.rows.length;
        await judge(group.entryId, null, group.rows);
      }
      const isOwn = group?.entryId === id;
      await judge(id, entry, isOwn ? (group?.rows ?? []) : []);
      if (!isOwn) continue;
      counts.rows += group?.rows.length ?? 0;
      group = (await groups.next()).value ?? null;
    }
    for (; group; group = (await groups.next()).value ?? null) {
      counts.rows += group.rows.length;
      await judge(group.entryId, null, group.rows);
    }
    return { ...counts, discrepancies };
  }

  /** Entries and rows that name the practice but that a walk through its keys never reaches. */
  private async outside(practiceId: string): Promise<AccessDiscrepancy[]> {
    const [entries, rows] = await Promise.all([
      this.entries.countOutside(practiceId),
      this.accesses.countOutside(practiceId),
    ]);
    const discrepancies: AccessDiscrepancy[] = [
      { kind: 'entries-outside', entryId: null, expected: 0, found: entries },
      { kind: 'rows-outside', entryId: null, expected: 0, found: rows },
    ];
    return discrepancies.filter(({ found }) => found > 0);
  }

  private async *ordered(practiceId: string): AsyncGenerator<PlacedEntry, undefined> {
    for (let after: string | null = null; ;) {
      const page: readonly PlacedEntry[] = await this.entries.placed(practiceId, after, PAGE);
      yield* page;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return undefined;
      after = last.key;
    }
  }

  /** Groups the rows by entry. */
  private async *groups(
    practiceId: string,
  ): AsyncGenerator<{ readonly entryId: string; readonly rows: PlacedAccess[] }, undefined> {
    let group: { readonly entryId: string; readonly rows: PlacedAccess[] } | null = null;
    for (let after: string | null = null; ;) {
      const page: readonly PlacedAccess[] = await this.accesses.placed(practiceId, after, PAGE);
      for (const row of page) {
        if (group !== null && group.entryId !== row.entryId) {
          yield group;
          group = null;
        }
        group ??= { entryId: row.entryId, rows: [] };
        group.rows.push(row);
      }
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) break;
      after = last.key;
    }
    if (group !== null) yield group;
    return undefined;
  }
}

function faultOf(
  entryId: string,
  entry: AuditEntry | null,
  rows: readonly PlacedAccess[],
): AccessDiscrepancy | null {
  const found = rows.length;
  if (entry === null) return found === 0 ? null : { kind: 'no-entry', entryId, expected: 0, found };
  const expected = hasRows(entry) ? (entry.patients?.count ?? 0) : 0;
  const { count, digest } = summaryOf(rows.map(({ patientId }) => patientId));
  const isWhole = count === expected && (expected === 0 || digest === entry.patients?.digest);
  if (!isWhole) return { kind: 'patients', entryId, expected, found };
  const isSame = rows.every(
    ({ at, action, actor, isPlaced }) =>
      isPlaced && at === entry.at && action === entry.action && isDeepStrictEqual(actor, entry.actor),
  );
  return isSame ? null : { kind: 'content', entryId, expected, found };
}
