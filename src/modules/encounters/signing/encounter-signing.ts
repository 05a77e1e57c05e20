import { Injectable } from '@nestjs/common';
import type { EncounterDecision } from '../../../domain/assess/encounters/decide-encounters.js';
import { encounterSnapshot } from '../../../domain/assess/encounters/record/snapshot.js';
import { visitSpanId, visitSpans } from '../../../domain/assess/encounters/record/visit-spans.js';
import { reviewEncounter } from '../../../domain/assess/review-encounter.js';
import type { PracticeTables } from '../../../domain/assess/telehealth/practice-tables.js';
import type { EncounterSnapshot } from '../../../domain/facts/recorded-encounter.js';
import { invariant } from '../../../domain/invariant.js';
import { Clock } from '../../../platform/clock/clock.js';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { AuditService } from '../../audit/audit.service.js';
import type { Principal } from '../../caller/principal.js';
import { PatientsService } from '../../patients/patients.service.js';
import { CloseQueueService } from '../../restatement/close-queue.service.js';
import { LateEvidence } from '../../time-tracking/entries/late-evidence.js';
import { toDecisionAnswer, type DecisionAnswer } from '../coding/decision.answer.js';
import { DoubleVisits } from '../evidence/double-visits.js';
import { EncounterEvidence } from '../evidence/encounter-evidence.js';
import { VisitSpansRepository } from '../evidence/visit-spans.repository.js';
import { amendmentId, contentOf, type Encounter } from '../record/encounter.js';
import { EncountersRepository } from '../record/encounters.repository.js';

type Finalized =
  | { readonly outcome: 'finalized' | 'already'; readonly encounter: Encounter }
  | { readonly outcome: 'refused'; readonly decision: DecisionAnswer }
  | { readonly outcome: 'voided' | 'running' | 'not_found' | 'not_own' }
  | { readonly outcome: 'version_conflict'; readonly version: number };

type Amended =
  | { readonly outcome: 'created' | 'repeated'; readonly encounter: Encounter }
  | { readonly outcome: 'not_found' | 'not_finalized' | 'not_own' }
  | { readonly outcome: 'superseded'; readonly by: string; readonly isDraft: boolean };

interface AmendRequest {
  readonly reason: string;
  /** Voids the encounter as a whole. */
  readonly isVoid: boolean;
}

/** The decision on one encounter alongside the patient's others, and the tables it was decided with. */
export interface Reviewed {
  readonly decision: EncounterDecision;
  readonly tables: PracticeTables;
}

const ATTEMPTS_MAX = 8;

/** Signs encounters. A draft is coded and locked, or refused. A signed encounter never changes; an amendment supersedes it. */
@Injectable()
export class EncounterSigning {
  constructor(
    private readonly repository: EncountersRepository,
    private readonly spans: VisitSpansRepository,
    private readonly evidence: EncounterEvidence,
    private readonly doubles: DoubleVisits,
    private readonly patients: PatientsService,
    private readonly closeQueue: CloseQueueService,
    private readonly lateEvidence: LateEvidence,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /**
   * Codes and locks a draft. A refusal names every item and locks nothing. Signing again gives the same answer.
   * @throws ProblemError 409 while the patient is being erased
   */
  async finalize(principal: Principal, id: string, ifVersion: number | null = null): Promise<Finalized> {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const draft = await this.repository.find(principal, id);
      if (!draft) return { outcome: 'not_found' };
      if (draft.status === 'finalized') {
        // An earlier attempt may have stopped before this step.
        await this.follow(principal, draft);
        return { outcome: 'already', encounter: draft };
      }
      if (draft.status === 'voided') return { outcome: 'voided' };
      if (ifVersion !== null && draft.version !== ifVersion)
        return { outcome: 'version_conflict', version: draft.version };
      if (!maySign(principal, draft)) return { outcome: 'not_own' };
      if (draft.segments.some(({ end }) => end === null)) return { outcome: 'running' };
      await this.patients.refuseErased(principal, draft.patientId);
      const snapshot = await this.snapshotOf(principal, draft);
      const { decision } = await this.review(principal, draft, snapshot);
      const view = toDecisionAnswer(decision);
      if (decision.assessment.refusals.length > 0) return { outcome: 'refused', decision: view };
      const { refusals, alternative, payerId, payerProfile, carriedBy, ...assessment } = view;
      void [refusals, alternative, carriedBy];
      const signed: Encounter = {
        ...draft,
        version: draft.version + 1,
        status: 'finalized',
        signed: {
          by: principal.id,
          at: this.clock.now(),
          payerId,
          payerProfile,
          assessment: { ...assessment, payment: assessment.payment && { ...assessment.payment } },
          snapshot,
        },
      } as Encounter;
      if (await this.sign(principal, signed, 'encounters.finalize'))
        return { outcome: 'finalized', encounter: signed };
    }
    throw new ProblemError(409, 'Others keep changing this encounter. Try again.');
  }

  /** Opens a draft that will replace a signed encounter, or voids the encounter. Only the latest version can be amended. */
  async amend(principal: Principal, id: string, request: AmendRequest): Promise<Amended> {
    const before = await this.repository.find(principal, id);
    if (!before) return { outcome: 'not_found' };
    if (before.status !== 'finalized') return { outcome: 'not_finalized' };
    if (!maySign(principal, before)) return { outcome: 'not_own' };
    await this.patients.refuseErased(principal, before.patientId);
    const nextId = amendmentId(before.rootId, before.amendment + 1);
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const next = await this.repository.find(principal, nextId);
      // An open draft does not keep anyone from voiding the encounter.
      if (next && !(request.isVoid && next.status === 'draft')) {
        const answer = repeated(next, request);
        // An earlier attempt may have stopped before this step.
        if (answer.outcome === 'repeated' && request.isVoid) await this.follow(principal, next);
        return answer;
      }
      const draft = this.amendmentOf(principal, before, { ...request, version: (next?.version ?? 0) + 1 });
      const written = request.isVoid
        ? await this.sign(principal, draft, 'encounters.void')
        : await this.open(principal, draft);
      if (written) return { outcome: 'created', encounter: draft };
    }
    throw new ProblemError(409, 'Others keep amending this encounter. Try again.');
  }

  /** What finalizing a draft would come to now, or what a signed encounter comes to today. */
  async review(
    principal: Principal,
    encounter: Encounter,
    known: EncounterSnapshot | null = null,
  ): Promise<Reviewed> {
    const snapshot = known ?? encounter.signed?.snapshot ?? (await this.snapshotOf(principal, encounter));
    // A voided encounter is reviewed as if it had not been voided.
    const own = encounter.status === 'voided' ? { ...encounter, status: 'draft' as const } : encounter;
    const patient = await this.evidence.caseOf(principal, own, snapshot);
    const decision = reviewEncounter(patient, own.rootId);
    invariant(decision, 'an encounter that is not voided is decided');
    return { decision, tables: { rows: patient.profiles, fees: patient.fees } };
  }

  private amendmentOf(
    principal: Principal,
    before: Encounter,
    request: AmendRequest & { readonly version: number },
  ): Encounter {
    const now = this.clock.now();
    return {
      ...contentOf(before),
      id: amendmentId(before.rootId, before.amendment + 1),
      version: request.version,
      rootId: before.rootId,
      amendment: before.amendment + 1,
      amendReason: request.reason,
      status: request.isVoid ? 'voided' : 'draft',
      createdBy: principal.id,
      createdAt: now,
      signed: request.isVoid && before.signed ? { ...before.signed, by: principal.id, at: now } : null,
    };
  }

  private open(principal: Principal, draft: Encounter): Promise<boolean> {
    const { id, version, rootId, amendment, patientId } = draft;
    return this.audit.recorded(
      principal,
      {
        action: 'encounters.amend',
        entity: 'encounters',
        ids: [id],
        patientIds: [patientId],
        after: { id, version, amends: amendmentId(rootId, amendment - 1) },
      },
      () => this.repository.write(principal, [draft]),
    );
  }

  /** Writes the spans first so that no minute is missed. The one write of the record decides. Then every patient it affects is due. */
  private async sign(principal: Principal, signed: Encounter, action: string): Promise<boolean> {
    const spans = visitSpans(signed);
    await this.spans.put(principal, signed, spans);
    const [written] = await Promise.all([
      this.audit.recorded(
        principal,
        {
          action,
          entity: 'encounters',
          ids: [signed.id],
          patientIds: [signed.patientId],
          before: { version: signed.version - 1 },
          after: {
            version: signed.version,
            codes: signed.signed?.assessment.codes.map(({ code }) => code) ?? [],
          },
        },
        () => this.repository.write(principal, [signed]),
      ),
      this.closeQueue.mark(principal, signed.patientId),
    ]);
    if (written) await this.follow(principal, signed);
    return written;
  }

  /** Marks everyone affected: other patients' entries may hold the same minutes of the same staff, before or after an amendment. */
  private async follow(principal: Principal, signed: Encounter): Promise<void> {
    const before =
      signed.amendment === 0
        ? null
        : await this.repository.find(principal, amendmentId(signed.rootId, signed.amendment - 1));
    const spans = [signed, ...(before ? [before] : [])].flatMap((encounter) =>
      visitSpans(encounter).map(({ staffId, start, end }, index) => ({
        id: visitSpanId(encounter.id, index),
        patientId: encounter.patientId,
        staffId,
        start,
        end,
      })),
    );
    if (spans.length > 0) await this.lateEvidence.changed(principal, spans);
    // A clinician in two visits at once: both now wait for a person, or no longer do.
    const doubles = await this.doubles.of(principal, before ? [signed, before] : [signed]);
    const others = [...doubles.values()].flatMap((patients) => [...patients]);
    await this.closeQueue.markMany(principal, [...new Set(others)]);
    await this.closeQueue.markAgain(principal, [signed.patientId]);
  }

  private async snapshotOf(principal: Principal, encounter: Encounter): Promise<EncounterSnapshot> {
    const patient = (await this.patients.getMany(principal, [encounter.patientId])).get(encounter.patientId);
    if (!patient) throw new ProblemError(409, 'The encounter names a patient that does not exist.');
    const { zones, birthDate, establishedProof } = patient;
    const proof = establishedProof && {
      date: establishedProof.dateOfService,
      practitionerId: establishedProof.practitionerId,
    };
    return encounterSnapshot({ zones, birthDate, proof }, encounter.dateOfService);
  }
}

/** The clinician signs. Someone responsible for the practice's records may sign for another. */
function maySign(principal: Principal, { clinicianId }: Encounter): boolean {
  if (principal.staffId === null || principal.staffId === clinicianId) return true;
  return principal.scopes.includes('admin') || principal.scopes.includes('billing:write');
}

function repeated(next: Encounter, { reason, isVoid }: AmendRequest): Amended {
  const same = next.amendReason === reason && (next.status === 'voided') === isVoid;
  if (same && next.status !== 'finalized') return { outcome: 'repeated', encounter: next };
  return { outcome: 'superseded', by: next.id, isDraft: next.status === 'draft' };
}
