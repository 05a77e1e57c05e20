import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock/clock.js';
import { KeyedTurns } from '../../../platform/concurrency/keyed-turns.js';
import { AuditService, type AuditedCall } from '../../audit/audit.service.js';
import type { Principal } from '../../caller/principal.js';
import { AttributionSources, type AttributionSnapshot } from '../attribution/attribution-sources.js';
import { derivedFields, isDerivedAs, type DerivedFields } from '../attribution/derived-fields.js';
import { Rederivation } from '../attribution/rederivation.js';
import { ReadingsRepository, type StoredReading } from '../readings.repository.js';
import type { Submission } from './ingest-batcher.js';
import type { IntakeAnswer } from './intake.answer.js';
import { LateEvidence } from './late-evidence.js';
import type { NewReading } from './new-reading.js';

type ReadingSubmission = Submission<Principal, NewReading>;

/** The first reading of the batch with its id. Later ones are duplicates. */
interface First {
  readonly reading: NewReading;
  readonly caller: Principal;
  /** The stored reading with this id; null until it is stored. */
  stored: StoredReading | null;
  isNew: boolean;
}

/** Stores valid readings of one practice. The primary key decides what is new, even with concurrent writers. */
@Injectable()
export class ReadingStore {
  /** Turns by reading. Concurrent deliveries of one reading wait for each other, so that only one is answered as new. */
  private readonly turns = new KeyedTurns();

  constructor(
    private readonly repository: ReadingsRepository,
    private readonly sources: AttributionSources,
    private readonly rederivation: Rederivation,
    private readonly lateEvidence: LateEvidence,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** Uses one lookup and one commit for all submissions, which belong to one practice. Answers after the commit. */
  async store(submissions: readonly ReadingSubmission[]): Promise<readonly (readonly IntakeAnswer[])[]> {
    const principal = submissions[0]?.caller;
    if (principal === undefined) return [];
    const firsts = collectFirsts(submissions);
    await this.turns.run([...firsts.keys()], () => this.storeFirsts(principal, firsts));
    const answered = new Set<string>();
    return submissions.map(({ items }) =>
      items.map((reading) => {
        const first = firsts.get(reading.id);
        const isRepeated = answered.has(reading.id);
        answered.add(reading.id);
        return answerTo(reading, first?.stored ?? null, first?.isNew === true && !isRepeated);
      }),
    );
  }

  private async storeFirsts(principal: Principal, firsts: ReadonlyMap<string, First>): Promise<void> {
    const snapshot = await this.sources.lastKnown(principal, deviceIdsOf(firsts));
    await this.lookUp(principal, firsts);
    await this.insertNew(principal, firsts, snapshot);
    await this.settle(principal, firsts, snapshot);
  }

  /** A duplicate costs only a lookup. The insert still decides between concurrent writers. */
  private async lookUp(principal: Principal, firsts: ReadonlyMap<string, First>): Promise<void> {
    for (const stored of await this.repository.findStored(principal, [...firsts.keys()])) {
      const first = firsts.get(stored.id);
      if (first) first.stored = stored;
    }
  }

  private async insertNew(
    principal: Principal,
    firsts: ReadonlyMap<string, First>,
    snapshot: AttributionSnapshot,
  ): Promise<void> {
    const fresh = [...firsts.values()].filter(({ stored }) => stored === null);
    if (fresh.length === 0) return;
    const ingestedAt = this.clock.now();
    const inserts = fresh.map(({ reading }) => ({
      reading,
      derived: derivedFields(snapshot.attribute(reading)),
      ingestedAt,
    }));
    const alreadyStored = await this.audit.recordedAll(entriesOf(fresh, inserts), () =>
      this.repository.insert(principal, inserts),
    );
    inserts.forEach(({ reading, derived }, position) => {
      const first = fresh[position];
      if (first === undefined || alreadyStored.has(position)) return;
      first.isNew = true;
      first.stored = { id: reading.id, version: 1, bodyHash: reading.bodyHash, ...derived };
    });
    if (alreadyStored.size > 0) {
      await this.lookUp(principal, new Map([...firsts].filter(([, { stored }]) => stored === null)));
    }
  }

  /**
   * The work after the commit. It runs for duplicates too: if a process dies before this step, the sender sends the
   * reading again, and only that second delivery can finish the work.
   */
  private async settle(
    principal: Principal,
    firsts: ReadonlyMap<string, First>,
    snapshot: AttributionSnapshot,
  ): Promise<void> {
    const all = [...firsts.values()];
    const suspects = (await this.sources.isCurrent(principal, snapshot))
      ? all.filter(({ reading, stored }) => isStale(reading, stored, snapshot))
      : all;
    if (suspects.length > 0) {
      const ids = suspects.map(({ reading }) => reading.id);
      await this.rederivation.ofReadings(principal, ids);
      for (const stored of await this.repository.findStored(principal, ids)) {
        const first = firsts.get(stored.id);
        if (first) first.stored = stored;
      }
    }
    await this.lateEvidence.mark(
      principal,
      all.flatMap(({ stored }) => stored ?? []),
    );
  }
}

/** One audit entry for each caller. */
function entriesOf(
  fresh: readonly First[],
  inserts: readonly { readonly derived: DerivedFields }[],
): AuditedCall[] {
  const byCaller = new Map<string, { caller: Principal; ids: string[]; patientIds: string[] }>();
  fresh.forEach(({ caller, reading }, position) => {
    const name = `${caller.kind}:${caller.id}`;
    let entry = byCaller.get(name);
    if (entry === undefined) {
      entry = { caller, ids: [], patientIds: [] };
      byCaller.set(name, entry);
    }
    entry.ids.push(reading.id);
    const patientId = inserts[position]?.derived.patientId;
    if (patientId) entry.patientIds.push(patientId);
  });
  return Array.from(byCaller.values(), ({ caller, ids, patientIds }): AuditedCall => {
    return [caller, { action: 'readings.ingest', entity: 'readings', ids, patientIds }];
  });
}

/** The first reading with each id, in order of delivery. */
function collectFirsts(submissions: readonly ReadingSubmission[]): Map<string, First> {
  const firsts = new Map<string, First>();
  for (const { caller, items } of submissions) {
    for (const reading of items) {
      if (!firsts.has(reading.id)) firsts.set(reading.id, { reading, caller, stored: null, isNew: false });
    }
  }
  return firsts;
}

function deviceIdsOf(firsts: ReadonlyMap<string, First>): Set<string> {
  const ids = new Set<string>();
  for (const { reading } of firsts.values()) ids.add(reading.deviceId);
  return ids;
}

function answerTo(reading: NewReading, stored: StoredReading | null, isNew: boolean): IntakeAnswer {
  if (stored === null) throw new Error(`reading ${reading.id} was not stored and was not stored before`);
  const { id } = stored;
  if (!isNew) return { status: stored.bodyHash === reading.bodyHash ? 'duplicate' : 'conflict', id };
  if (stored.status === 'accepted') return { status: 'accepted', id };
  return { status: 'quarantined', id, ...(stored.quarantineReason && { reason: stored.quarantineReason }) };
}

/** Whether a duplicate was stored from outdated records. A conflicting body cannot tell, so it is never stale. */
function isStale(reading: NewReading, stored: StoredReading | null, snapshot: AttributionSnapshot): boolean {
  if (stored === null || stored.status === 'discarded' || stored.bodyHash !== reading.bodyHash) return false;
  return !isDerivedAs(stored, derivedFields(snapshot.attribute(reading)));
}
