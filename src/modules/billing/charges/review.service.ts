import { Injectable } from '@nestjs/common';
import { assessPatient, firstWindowStart } from '../../../domain/assess/assess-patient.js';
import { parseChargeId } from '../../../domain/charges/charge-id.js';
import type { Charge, ChargeSource, Decision } from '../../../domain/charges/charge.js';
import {
  decideCharge,
  type ChargeAction,
  type Refusal,
} from '../../../domain/charges/decide/decide-charge.js';
import { inDecisionOrder } from '../../../domain/charges/decide/decision-order.js';
import { chargeView, type ChargeView } from '../../../domain/charges/explain/charge-view.js';
import { formatInstant } from '../../../domain/time/instant.js';
import { localDateAt, zoneAt } from '../../../domain/time/zone.js';
import { Clock } from '../../../platform/clock/clock.js';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { AuditService } from '../../audit/audit.service.js';
import type { Principal } from '../../caller/principal.js';
import { EnrollmentsService } from '../../enrollments/enrollments.service.js';
import { PatientsService } from '../../patients/patients.service.js';
import { CloseQueueService } from '../../restatement/close-queue.service.js';
import { FactsLoader } from '../closing/facts.loader.js';
import { BillingRepository } from './billing.repository.js';
import type { StoredSource } from './charge-source.schema.js';

/** The outcome of one decision. */
export interface DecisionAnswer {
  readonly id: string;
  readonly outcome: 'done' | 'unchanged' | 'refused';
  readonly reason: Refusal | null;
  readonly charge: ChargeView | null;
}

export interface DecisionRequest {
  readonly act: ChargeAction;
  readonly reason: string | null;
}

const ATTEMPTS_MAX = 8;

/** Stores what people decide about charges. Each decision is one versioned write of the charge's source. */
@Injectable()
export class ReviewService {
  constructor(
    private readonly repository: BillingRepository,
    private readonly loader: FactsLoader,
    private readonly patients: PatientsService,
    private readonly enrollments: EnrollmentsService,
    private readonly closeQueue: CloseQueueService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** Answers once per id, in the order of the ids, for at most 500 ids. Charges of one source are decided together. */
  async decide(
    principal: Principal,
    chargeIds: readonly string[],
    request: DecisionRequest,
  ): Promise<DecisionAnswer[]> {
    const answers = new Map<string, DecisionAnswer>();
    let open: ReadonlySet<string> = new Set(chargeIds);
    for (let attempt = 0; attempt < ATTEMPTS_MAX && open.size > 0; attempt++) {
      const stored = await this.repository.findMany(principal, sourcesOf(open));
      const held = new Map(stored.map((each) => [each.source.sourceId, each]));
      for (const id of open)
        if (!held.has(parseChargeId(id)?.sourceId ?? '')) answers.set(id, refused(id, 'not_found'));
      const erased = await this.patients.erasedAmong(principal, [
        ...new Set(stored.map(({ source }) => source.patientId)),
      ]);
      const deciding = stored.filter(({ source }) => !erased.has(source.patientId));
      const gone =
        request.act.action === 'approve' ? await this.pin(principal, deciding, open) : new Set<string>();
      const lost = new Set<string>();
      await Promise.all(
        stored.map(async (source) => {
          const { sourceId, patientId } = source.source;
          const ids = [...open].filter((id) => parseChargeId(id)?.sourceId === sourceId);
          if (erased.has(patientId)) for (const id of ids) answers.set(id, refused(id, 'patient_erased'));
          else if (gone.has(sourceId))
            for (const id of ids) answers.set(id, refused(id, 'source_superseded'));
          else if (!(await this.decideSource(principal, source, { ids, request, answers })))
            for (const id of ids) lost.add(id);
        }),
      );
      open = lost;
    }
    if (open.size > 0) throw new ProblemError(409, 'Others are changing these charges. Try again.');
    return chargeIds.map((id) => answers.get(id) ?? refused(id, 'not_found'));
  }

  private async decideSource(
    principal: Principal,
    stored: StoredSource,
    work: {
      readonly ids: readonly string[];
      readonly request: DecisionRequest;
      readonly answers: Map<string, DecisionAnswer>;
    },
  ): Promise<boolean> {
    const { request, answers } = work;
    const who = { by: principal.id, at: formatInstant(this.clock.now()), reason: request.reason };
    const { source, decided } = decideAll(stored.source, work.ids, { act: request.act, who });
    const done = decided.filter(({ outcome }) => outcome === 'done').map(({ id }) => id);
    if (done.length > 0) {
      const [written] = await Promise.all([
        this.audit.recorded(
          principal,
          {
            action: `charges.${request.act.action}`,
            entity: 'charges',
            ids: done,
            patientIds: [source.patientId],
            ...(request.reason !== null && { reason: request.reason }),
            before: { version: stored.version },
            after: { version: stored.version + 1 },
          },
          () => this.repository.write(principal, [{ source, before: stored.version }]),
        ),
        // A released charge follows the facts again, so the facts are assessed again.
        ...(request.act.action === 'release' ? [this.closeQueue.mark(principal, source.patientId)] : []),
      ]);
      if (!written) return false;
    }
    for (const { id, outcome, reason } of decided) {
      const charge = source.charges.find((each) => each.id === id);
      answers.set(id, { id, outcome, reason, charge: charge ? chargeView(source, charge) : null });
    }
    return true;
  }

  /**
   * Pins window 1 of the episodes whose supply or set-up is about to be approved, before any charge becomes approved.
   * @returns the sources that no longer follow from the facts
   */
  private async pin(
    principal: Principal,
    stored: readonly StoredSource[],
    ids: ReadonlySet<string>,
  ): Promise<ReadonlySet<string>> {
    const pinning = stored.filter(({ source }) => needsPin(source, ids)).map(({ source }) => source);
    const gone = new Set<string>();
    if (pinning.length === 0) return gone;
    const bundles = await this.loader.load(principal, [
      ...new Set(pinning.map(({ patientId }) => patientId)),
    ]);
    const now = this.clock.now();
    for (const patientId of new Set(pinning.map((source) => source.patientId))) {
      const sources = pinning.filter((source) => source.patientId === patientId);
      const patientCase = bundles.get(patientId)?.patientCase;
      if (!patientCase) continue;
      const { patient, enrollments } = patientCase.monitoring;
      const assessed = assessPatient(patientCase, localDateAt(now, zoneAt(patient.zones, now)));
      const known = new Set(assessed.sources.map(({ sourceId }) => sourceId));
      for (const { sourceId, enrollmentId } of sources) {
        const first = enrollmentId === null ? null : firstWindowStart(assessed, enrollmentId);
        const pinned = enrollments.find(({ id }) => id === enrollmentId)?.pinnedWindowStart;
        if (!known.has(sourceId)) gone.add(sourceId);
        else if (first !== null && enrollmentId !== null && pinned === null)
          await this.enrollments.pinWindowStart(principal, enrollmentId, first);
      }
    }
    return gone;
  }
}

function needsPin(source: ChargeSource, ids: ReadonlySet<string>): boolean {
  if (source.kind !== 'supply' && source.kind !== 'set-up') return false;
  return source.charges.some(
    ({ id, kind, status }) => ids.has(id) && kind !== 'void' && status !== 'approved',
  );
}

interface DecidedOne {
  readonly id: string;
  readonly outcome: DecisionAnswer['outcome'];
  readonly reason: Refusal | null;
}

function decideAll(
  before: ChargeSource,
  ids: readonly string[],
  step: { readonly act: ChargeAction; readonly who: Omit<Decision, 'action'> },
): { source: ChargeSource; decided: DecidedOne[] } {
  const found = ids.flatMap((id): Charge[] => before.charges.filter((charge) => charge.id === id));
  const known = new Set(found.map(({ id }) => id));
  let source = before;
  const decided: DecidedOne[] = ids
    .filter((id) => !known.has(id))
    .map((id) => ({ id, outcome: 'refused', reason: 'not_found' }));
  for (const { id } of inDecisionOrder(found)) {
    const answer = decideCharge(source, id, step);
    if (answer.outcome === 'done') source = answer.source;
    decided.push({
      id,
      outcome: answer.outcome,
      reason: answer.outcome === 'refused' ? answer.reason : null,
    });
  }
  return { source, decided };
}

function refused(id: string, reason: Refusal): DecisionAnswer {
  return { id, outcome: 'refused', reason, charge: null };
}

function sourcesOf(chargeIds: ReadonlySet<string>): string[] {
  return [...new Set([...chargeIds].flatMap((id) => parseChargeId(id)?.sourceId ?? []))];
}
