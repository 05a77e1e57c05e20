import { Injectable } from '@nestjs/common';
import { formatInstant } from '../../../domain/time/instant.js';
import { Clock } from '../../../platform/clock/clock.js';
import type { Principal } from '../../caller/principal.js';
import { PatientsService } from '../../patients/patients.service.js';
import { PracticesService } from '../../practices/practices.service.js';
import { Corrections } from './corrections.js';
import { mayBookForOthers, prepareEntry, shapeEntry } from './prepare-entry.js';
import { rejected, type TimeRefusal } from './recorded-time.answer.js';
import { TimeEntriesRepository } from './time-entries.repository.js';
import { contentHash, idOfKey } from './time-entry-key.js';
import type { CorrectionInput } from './time-entry.input.js';
import type { TimeEntry } from './time-entry.js';

type CorrectionOutcome =
  | { readonly outcome: 'corrected' | 'repeated'; readonly id: string; readonly supersededBy: string }
  | { readonly outcome: 'voided'; readonly id: string }
  /** Already struck through by a different correction. */
  | { readonly outcome: 'superseded'; readonly id: string; readonly supersededBy: string }
  | { readonly outcome: 'rejected'; readonly answer: TimeRefusal }
  | { readonly outcome: 'not_found' };

/** A correction replaces an entry with a new one. The old entry stays, struck through. */
@Injectable()
export class TimeCorrectionsService {
  constructor(
    private readonly repository: TimeEntriesRepository,
    private readonly corrections: Corrections,
    private readonly practices: PracticesService,
    private readonly patients: PatientsService,
    private readonly clock: Clock,
  ) {}

  async correct(principal: Principal, id: string, input: CorrectionInput): Promise<CorrectionOutcome> {
    const entry = await this.repository.byId(principal, id);
    if (entry === null) return { outcome: 'not_found' };
    if (entry.staffId !== principal.staffId && !mayBookForOthers(principal)) {
      const message = "correcting someone else's time requires billing:write or admin";
      return { outcome: 'rejected', answer: rejected('not_own_time', '', message) };
    }
    if (!(await this.patients.existing(principal, [entry.patientId])).has(entry.patientId))
      return {
        outcome: 'rejected',
        answer: rejected('unknown_patient', '', 'the patient of this entry was erased'),
      };
    const replacement = input.void === true ? null : await this.replacementOf(principal, entry, input);
    if (replacement !== null && 'status' in replacement) return { outcome: 'rejected', answer: replacement };
    if (entry.supersededBy !== null) return this.alreadyStruck(principal, entry, replacement);
    const struck = await this.corrections.strike(principal, {
      entry,
      replacement,
      reason: input.reason,
      at: this.clock.now(),
    });
    if (struck) {
      if (replacement === null) return { outcome: 'voided', id };
      return { outcome: 'corrected', id: replacement.id, supersededBy: replacement.id };
    }
    const now = await this.repository.byId(principal, id);
    return now === null ? { outcome: 'not_found' } : this.alreadyStruck(principal, now, replacement);
  }

  /** The entry is already struck through, either by this same correction or by a different one. */
  private async alreadyStruck(
    principal: Principal,
    entry: TimeEntry,
    replacement: TimeEntry | null,
  ): Promise<CorrectionOutcome> {
    const { id } = entry;
    const supersededBy = entry.supersededBy ?? '';
    if (replacement === null)
      return supersededBy === `void:${id}`
        ? { outcome: 'voided', id }
        : { outcome: 'superseded', id, supersededBy };
    await this.corrections.finishPending(principal);
    const successor = await this.repository.byId(principal, supersededBy);
    if (successor?.bodyHash !== replacement.bodyHash) return { outcome: 'superseded', id, supersededBy };
    return { outcome: 'repeated', id: successor.id, supersededBy };
  }

  private async replacementOf(
    principal: Principal,
    entry: TimeEntry,
    input: CorrectionInput,
  ): Promise<TimeEntry | TimeRefusal> {
    const shaped = shapeEntry(mergedInput(entry, input), principal, { source: 'manual' });
    if (!shaped.ok) return shaped.answer;
    const { staffId } = shaped.value;
    const [staff, patientIds] = await Promise.all([
      this.practices.staffById(principal, staffId === null ? [] : [staffId]),
      this.patients.existing(principal, [shaped.value.input.patientId]),
    ]);
    const roles = new Map([...staff].map(([staffMember, { role }]) => [staffMember, role]));
    const context = { principal, now: this.clock.now(), options: {}, staff: roles, patientIds };
    const prepared = prepareEntry(shaped.value, context);
    if (!prepared.ok) return prepared.answer;
    const loggedAt = keepsItsPlace(entry, prepared.value) ? entry.loggedAt : prepared.value.loggedAt;
    const key = `c:${entry.id}`;
    return {
      ...prepared.value,
      id: idOfKey(key),
      key,
      bodyHash: contentHash(prepared.value, null),
      loggedAt,
      supersedes: entry.id,
      timerId: entry.timerId,
    };
  }
}

/** Trimming or relabeling an entry keeps its place in the order of rule R36. Adding minutes does not. */
function keepsItsPlace(before: TimeEntry, after: TimeEntry): boolean {
  const same = before.staffId === after.staffId && before.patientId === after.patientId;
  return same && after.start >= before.start && after.end <= before.end;
}

/** The old entry as an input, with the corrected fields replaced. */
function mergedInput(entry: TimeEntry, input: CorrectionInput): Record<string, unknown> {
  const named = Object.entries(input).filter(([field, value]) => field !== 'void' && value !== undefined);
  return {
    patientId: entry.patientId,
    staffId: entry.staffId,
    role: entry.role,
    program: entry.program,
    activity: entry.activity,
    interactive: entry.interactive,
    mode: entry.mode,
    participants: entry.participants,
    insideEncounter: entry.insideEncounter,
    note: entry.note,
    ...Object.fromEntries(named),
    start: formatInstant(input.start ?? entry.start),
    end: formatInstant(input.end ?? entry.end),
  };
}
