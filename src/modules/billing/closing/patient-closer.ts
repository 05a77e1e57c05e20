import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { assessPatient } from '../../../domain/assess/assess-patient.js';
import { frozenEncounterRecords } from '../../../domain/charges/frozen/freeze-encounter.js';
import { frozenRecords } from '../../../domain/charges/frozen/frozen-records.js';
import { parkedPatient, parkedPatientId } from '../../../domain/charges/plan/parked-patient.js';
import type { Plan } from '../../../domain/charges/plan/plan-charges.js';
import { planPatient } from '../../../domain/charges/plan/plan-patient.js';
import { invariant, InvariantError } from '../../../domain/invariant.js';
import type { Instant } from '../../../domain/time/instant.js';
import { addDays, type LocalDate } from '../../../domain/time/local-date.js';
import { FIRST_ZONE, localDateAt, zoneAt } from '../../../domain/time/zone.js';
import { KeyedTurns } from '../../../platform/concurrency/keyed-turns.js';
import { docId } from '../../../platform/database/doc-id.js';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { LOGGER } from '../../../platform/logging/logging.module.js';
import { AuditService } from '../../audit/audit.service.js';
import type { Principal } from '../../caller/principal.js';
import { grouped } from '../../records/grouped.js';
import { CloseQueueService } from '../../restatement/close-queue.service.js';
import { BillingRepository, type SourceWrite } from '../charges/billing.repository.js';
import type { StoredSource } from '../charges/charge-source.schema.js';
import { FactsLoader, type PatientBundle } from './facts.loader.js';

export interface CloseFrame {
  readonly asOf: Instant;
  readonly graceDays: number;
  readonly dryRun: boolean;
}

export interface ClosedPatient {
  readonly patientId: string;
  readonly plans: readonly Plan[];
  readonly openSources: number;
  /** The next day on which a period may be over; null: none, unless a record changes. */
  readonly dueOn: LocalDate | null;
  readonly failed: boolean;
}

const ATTEMPTS_MAX = 12;

/** Closes a batch of patients: loads, decides, writes the difference, and tries again where another worker was first. */
@Injectable()
export class PatientCloser {
  /**
   * By patient: within this process, a closing waits for the previous one. Otherwise two runs as of different days would
   * keep undoing each other's work.
   */
  private readonly turns = new KeyedTurns();

  constructor(
    private readonly repository: BillingRepository,
    private readonly loader: FactsLoader,
    private readonly closeQueue: CloseQueueService,
    private readonly audit: AuditService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws ProblemError (503) if other processes keep changing the same charges */
  async close(
    principal: Principal,
    patientIds: readonly string[],
    frame: CloseFrame,
  ): Promise<ClosedPatient[]> {
    if (patientIds.length === 0) return [];
    if (frame.dryRun) return this.attempt(principal, patientIds, frame);
    const keys = patientIds.map((id) => docId(principal.practiceId, id));
    return this.turns.run(keys, () => this.attempt(principal, patientIds, frame));
  }

  private async attempt(
    principal: Principal,
    patientIds: readonly string[],
    frame: CloseFrame,
  ): Promise<ClosedPatient[]> {
    // This comes before loading the facts. Evidence that arrives later marks the patient again, so nothing is lost.
    if (!frame.dryRun) await this.announce(principal, patientIds, frame);
    const firstPlans = new Map<string, ClosedPatient>();
    let open = patientIds;
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      // Read versions before facts. If anyone else stores a source after this line, our conditional write fails and we
      // try again, so a decision from older facts never overwrites one from newer facts.
      const stored = grouped(
        await this.repository.ofPatients(principal, open),
        ({ source }) => source.patientId,
      );
      const bundles = await this.load(principal, open);
      const closed = open.map((id) =>
        this.plan(id, stored.get(id) ?? [], { bundle: bundles.get(id), frame }),
      );
      for (const patient of closed)
        firstPlans.set(patient.patientId, merge(firstPlans.get(patient.patientId), patient));
      if (frame.dryRun || (await this.write(principal, closed, stored)))
        return patientIds.flatMap((id) => firstPlans.get(id) ?? []);
      open = closed
        .filter(({ plans }) => plans.some(({ outcome }) => outcome !== 'kept'))
        .map(({ patientId }) => patientId);
    }
    throw new ProblemError(503, 'Others keep changing charges of the same patients. Close them again.', [], {
      'Retry-After': '5',
    });
  }

  private async announce(
    principal: Principal,
    patientIds: readonly string[],
    frame: CloseFrame,
  ): Promise<void> {
    const through = addDays(localDateAt(frame.asOf, FIRST_ZONE), -1 - frame.graceDays);
    await this.closeQueue.setClosedThrough(principal, new Map(patientIds.map((id) => [id, through])));
  }

  /** Loads all at once, and one by one only if that fails, so that one patient's damaged record parks nobody else. */
  private async load(
    principal: Principal,
    patientIds: readonly string[],
  ): Promise<ReadonlyMap<string, PatientBundle | unknown>> {
    try {
      return await this.loader.load(principal, patientIds);
    } catch (error) {
      if (patientIds.length === 1) return new Map([[patientIds[0] ?? '', error]]);
      const single = new Map<string, PatientBundle | unknown>();
      for (const id of patientIds) single.set(id, (await this.load(principal, [id])).get(id));
      return single;
    }
  }

  private plan(
    patientId: string,
    stored: readonly StoredSource[],
    given: { readonly bundle: PatientBundle | unknown; readonly frame: CloseFrame },
  ): ClosedPatient {
    const { bundle, frame } = given;
    try {
      if (bundle === undefined) return { patientId, plans: [], openSources: 0, dueOn: null, failed: false };
      if (!isBundle(bundle)) throw bundle;
      const { notes } = bundle;
      const facts = bundle.patientCase.monitoring;
      const { deathDate } = facts.patient;
      const today = localDateAt(frame.asOf, zoneAt(facts.patient.zones, frame.asOf));
      const assessed = assessPatient(bundle.patientCase, today);
      const planned = planPatient(
        stored.map(({ source }) => source),
        assessed.sources,
        {
          patientId,
          today,
          graceDays: frame.graceDays,
          deathDate,
          enrolled: facts.enrollments.some(({ endDate }) => endDate === null || endDate >= today),
          recordsOf: (source) => {
            const encounter = assessed.encounters.get(source.sourceId);
            return encounter
              ? frozenEncounterRecords(facts, encounter.record, encounter.decision)
              : frozenRecords(facts, source, notes.get(source.enrollmentId ?? ''));
          },
        },
      );
      return { patientId, ...planned, failed: false };
    } catch (error) {
      return this.failed(patientId, stored, { error, asOf: frame.asOf });
    }
  }

  /** A failure parks the patient and the job continues. The id is derived, so two workers write the same mark. */
  private failed(
    patientId: string,
    stored: readonly StoredSource[],
    broken: { readonly error: unknown; readonly asOf: Instant },
  ): ClosedPatient {
    const trace = traceOf(broken.error);
    const errorId = createHash('sha256').update(`${patientId}\n${trace}`).digest('hex').slice(0, 16);
    this.logger.error({ errorId, trace }, 'a patient could not be assessed and is parked');
    const before = stored.find(({ source }) => source.sourceId === parkedPatientId(patientId))?.source;
    const source = parkedPatient(patientId, errorId);
    const kept = before?.state === 'parked' && before.parking?.errorId === errorId;
    const change = { change: 'parked', id: source.sourceId, code: null, before: null, after: null } as const;
    const plan: Plan = kept
      ? { outcome: 'kept', source, changes: [] }
      : { outcome: before ? 'changed' : 'created', source, changes: [change] };
    const dueOn = addDays(localDateAt(broken.asOf, FIRST_ZONE), 1);
    return { patientId, plans: [plan], openSources: 0, dueOn, failed: true };
  }

  private async write(
    principal: Principal,
    closed: readonly ClosedPatient[],
    stored: ReadonlyMap<string, readonly StoredSource[]>,
  ): Promise<boolean> {
    const writes: SourceWrite[] = closed.flatMap(({ patientId, plans }) => {
      const versions = new Map(
        (stored.get(patientId) ?? []).map((each) => [each.source.sourceId, each.version]),
      );
      return plans
        .filter(({ outcome }) => outcome !== 'kept')
        .map(({ source }) => ({ source, before: versions.get(source.sourceId) ?? 0 }));
    });
    if (writes.length === 0) return true;
    return this.audit.recorded(
      principal,
      {
        action: 'charges.close',
        entity: 'chargeSources',
        ids: writes.map(({ source }) => source.sourceId),
        patientIds: writes.map(({ source }) => source.patientId),
        after: writes
          .slice(0, 20)
          .map(({ source, before }) => ({ id: source.sourceId, version: before + 1 })),
      },
      () => this.repository.write(principal, writes),
    );
  }
}

function isBundle(value: unknown): value is PatientBundle {
  return typeof value === 'object' && value !== null && 'patientCase' in value;
}

/** Reports what a retry changed once, together with what the first attempt had already found. */
function merge(earlier: ClosedPatient | undefined, later: ClosedPatient): ClosedPatient {
  if (!earlier) return later;
  const reported = new Map(earlier.plans.map((plan) => [plan.source.sourceId, plan]));
  const plans = later.plans.map((plan) => {
    const before = reported.get(plan.source.sourceId);
    return plan.outcome === 'kept' && before && before.outcome !== 'kept'
      ? { ...before, source: plan.source }
      : plan;
  });
  return { ...later, plans };
}

/** Where it failed. The message is included only for our own invariants, because any other message may quote a value. */
function traceOf(error: unknown): string {
  invariant(error !== undefined, 'a failure has a cause');
  if (!(error instanceof Error)) return 'not an Error';
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  const message = error instanceof InvariantError ? `: ${error.message}` : '';
  return [`${error.name}${message}`, ...frames.slice(0, 12)].join('\n');
}
