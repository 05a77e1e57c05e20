import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { Instant } from '../../../domain/time/instant.js';
import type { LocalDate } from '../../../domain/time/local-date.js';
import { Clock } from '../../../platform/clock/clock.js';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { AuditService } from '../../audit/audit.service.js';
import { auditOf } from '../../audit/record-audit.js';
import type { Principal } from '../../caller/principal.js';
import { PatientsService } from '../../patients/patients.service.js';
import {
  saveRecord,
  type RecordStore,
  type Saved,
  type VersionConflict,
} from '../../records/versioned-records.js';
import { ENTRY_HOURS_MAX } from '../../time-tracking/entries/time-entry.js';
import { EncounterReferences } from './encounter-references.js';
import { toEncounterAnswer, type EncounterAnswer } from './encounter.answer.js';
import {
  amendmentId,
  contentOf,
  SEGMENTS_MAX,
  type Encounter,
  type EncounterInput,
  type Segment,
} from './encounter.js';
import { EncountersRepository, type EncounterPageQuery } from './encounters.repository.js';

export type Created =
  | { readonly outcome: 'created' | 'duplicate'; readonly encounter: Encounter }
  | { readonly outcome: 'conflict' };

interface SegmentChange {
  readonly staffId: string | null;
  /** null ends the person's segment. */
  readonly modality: Segment['modality'] | null;
}

const ATTEMPTS_MAX = 8;
const HOUR_MS = 3_600_000;

/** Writes drafts and reads encounters. `EncounterSigning` signs them. */
@Injectable()
export class EncountersService {
  constructor(
    private readonly repository: EncountersRepository,
    private readonly references: EncounterReferences,
    private readonly patients: PatientsService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** Creates a draft under the client's id. The same content sent again returns the same draft. */
  async create(principal: Principal, input: EncounterInput): Promise<Created> {
    for (let attempt = 0; attempt < 2; attempt++) {
      const before = await this.repository.find(principal, input.id);
      if (before) {
        const { id, ...content } = input;
        void id;
        return isDeepStrictEqual(contentOf(before), content)
          ? { outcome: 'duplicate', encounter: before }
          : { outcome: 'conflict' };
      }
      const saved = await this.put(principal, input, 0);
      if (saved.outcome !== 'version_conflict') return { outcome: 'created', encounter: saved.record };
    }
    return { outcome: 'conflict' };
  }

  /**
   * Replaces the whole clinical record of a draft.
   * @param ifVersion the version that must be stored (0: none yet); null: any
   * @throws ProblemError 400 naming what does not exist or is in the future; 409 if the encounter is signed, or if the
   *   change moves it away from a patient who is being erased
   */
  async put(
    principal: Principal,
    input: EncounterInput,
    ifVersion: number | null = null,
  ): Promise<Saved<Encounter> | VersionConflict> {
    await this.references.check(principal, input);
    return saveRecord(this.store(principal), input, ifVersion);
  }

  async get(principal: Principal, id: string): Promise<Encounter | null> {
    return this.repository.find(principal, id);
  }

  async answer(principal: Principal, encounter: Encounter): Promise<EncounterAnswer> {
    return (await this.answers(principal, [encounter]))[0] as EncounterAnswer;
  }

  /** Adds the id of the amendment that supersedes each encounter. Costs one more query. */
  async answers(principal: Principal, encounters: readonly Encounter[]): Promise<EncounterAnswer[]> {
    const next = encounters
      .filter(({ status }) => status !== 'draft')
      .map(({ rootId, amendment }) => amendmentId(rootId, amendment + 1));
    const later = next.length === 0 ? [] : await this.repository.findMany(principal, next);
    const signed = new Set(later.filter(({ status }) => status !== 'draft').map(({ id }) => id));
    return encounters.map((encounter) => {
      const id = amendmentId(encounter.rootId, encounter.amendment + 1);
      return toEncounterAnswer(encounter, signed.has(id) ? id : null);
    });
  }

  async page(
    principal: Principal,
    query: EncounterPageQuery,
  ): Promise<{
    readonly items: readonly EncounterAnswer[];
    readonly last: { readonly dateOfService: LocalDate; readonly id: string } | null;
  }> {
    const found = await this.repository.page(principal, { ...query, limit: query.limit + 1 });
    const shown = found.slice(0, query.limit);
    const last = found.length > query.limit ? shown.at(-1) : undefined;
    return {
      items: await this.answers(principal, shown),
      last: last ? { dateOfService: last.dateOfService, id: last.id } : null,
    };
  }

  /** Starts a segment of one person and ends the one that is running, or only ends it. Uses the server's clock. */
  async changeSegment(principal: Principal, id: string, change: SegmentChange): Promise<Encounter | null> {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const encounter = await this.repository.find(principal, id);
      if (!encounter) return null;
      const content = contentOf(encounter);
      const input = { ...content, id, segments: this.segmentsAfter(encounter, change) };
      const saved = await this.put(principal, input, encounter.version);
      if (saved.outcome !== 'version_conflict') return saved.record;
    }
    throw new ProblemError(409, 'Others keep changing this encounter. Try again.');
  }

  /** Deletes a draft, including one that was to amend another. @returns false if no encounter has this id */
  async discard(principal: Principal, id: string): Promise<boolean> {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const draft = await this.repository.find(principal, id);
      // Someone else deleted it at the same moment.
      if (!draft) return attempt > 0;
      if (draft.status !== 'draft') throw new ProblemError(409, 'The encounter is signed. Amend it instead.');
      const { version, patientId } = draft;
      const discarded = await this.audit.recorded(
        principal,
        {
          action: 'encounters.discard',
          entity: 'encounters',
          ids: [id],
          patientIds: [patientId],
          before: { id, version },
        },
        () => this.repository.discard(principal, draft),
      );
      if (discarded) return true;
    }
    throw new ProblemError(409, 'Others keep changing this encounter. Try again.');
  }

  private segmentsAfter({ segments, clinicianId }: Encounter, change: SegmentChange): Segment[] {
    const now = this.clock.now();
    const person = change.staffId ?? clinicianId;
    const ended = segments.map((segment) =>
      segment.end === null && (segment.staffId ?? clinicianId) === person
        ? { ...segment, end: endOf(segment, now) }
        : segment,
    );
    if (change.modality === null) return ended;
    if (ended.length >= SEGMENTS_MAX)
      throw new ProblemError(409, `An encounter has at most ${SEGMENTS_MAX} segments.`);
    return [...ended, { staffId: change.staffId, modality: change.modality, start: now, end: null }];
  }

  private store(principal: Principal): RecordStore<EncounterInput, Encounter> {
    return {
      find: (ids) => this.repository.findMany(principal, ids),
      merge: (before, input, version) => this.merge(principal, { before, input, version }),
      write: async (changes) => {
        for (const { before, after } of changes)
          if (before && before.patientId !== after.patientId)
            await this.patients.refuseErased(principal, before.patientId);
        const encounters = changes.map(({ after }) => after);
        const patientIds = changes.flatMap(({ before, after }) =>
          before ? [before.patientId, after.patientId] : [after.patientId],
        );
        return this.audit.recorded(principal, auditOf('encounters', changes, patientIds), () =>
          this.repository.write(principal, encounters),
        );
      },
    };
  }

  private merge(
    principal: Principal,
    { before, input, version }: { before: Encounter | null; input: EncounterInput; version: number },
  ): Encounter {
    if (before && before.status !== 'draft')
      throw new ProblemError(409, 'The encounter is signed. Amend it instead.');
    if (!before && input.id.includes('~'))
      throw new ProblemError(404, 'No encounter has this id. To create an amendment, amend the encounter.');
    if (before && before.amendment > 0 && before.patientId !== input.patientId)
      throw new ProblemError(400, 'The input is not valid.', [
        {
          path: 'patientId',
          message: 'must not change. Void the encounter and record it for the other patient.',
        },
      ]);
    return {
      ...input,
      version,
      rootId: before?.rootId ?? input.id,
      amendment: before?.amendment ?? 0,
      amendReason: before?.amendReason ?? null,
      status: 'draft',
      createdBy: before?.createdBy ?? principal.id,
      createdAt: before?.createdAt ?? this.clock.now(),
      signed: null,
    };
  }
}

/** A forgotten segment does not say how long anyone was there. It ends where it began, and a person corrects it. */
function endOf({ start }: Segment, now: Instant): Instant {
  return now - start <= ENTRY_HOURS_MAX * HOUR_MS ? now : start;
}
