import type { StaffRole } from '../../../domain/facts/time-entry.js';
import type { Instant } from '../../../domain/time/instant.js';
import { pathErrors } from '../../../platform/errors/path-errors.js';
import type { Principal } from '../../caller/principal.js';
import { rejected, type TimeRefusal } from './recorded-time.answer.js';
import { contentHash, entryId, entryKey } from './time-entry-key.js';
import { timeEntryInput, type TimeEntryInput } from './time-entry.input.js';
import {
  ENTRY_HOURS_MAX,
  newTimeEntry,
  type TimeEntry,
  type TimeEntryContent,
  type TimeSource,
} from './time-entry.js';

const HOUR_MS = 3_600_000;
const BACKDATED_HOURS_MAX = 24;

export interface RecordOptions {
  /** Where the lines come from. Overrides what the lines themselves say. */
  readonly source?: Exclude<TimeSource, 'timer'>;
  /** Refuse starts at or after this instant instead of the current time. Used for runs over files as of a past day. */
  readonly asOfEnd?: Instant;
}

/** What an input is checked against. */
export interface EntryContext {
  readonly principal: Principal;
  readonly now: Instant;
  readonly options: RecordOptions;
  /** Roles of existing staff members, by id. */
  readonly staff: ReadonlyMap<string, StaffRole>;
  readonly patientIds: ReadonlySet<string>;
}

/** An input with a valid shape, and the staff member whose time it is. */
export interface ShapedEntry {
  readonly input: TimeEntryInput;
  readonly staffId: string | null;
  readonly source: 'manual' | 'import';
}

export type Checked<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly answer: TimeRefusal };

/** Whether the caller may book time for other people and send imports. */
export function mayBookForOthers(principal: Principal): boolean {
  return principal.scopes.includes('admin') || principal.scopes.includes('billing:write');
}

export function shapeEntry(raw: unknown, principal: Principal, options: RecordOptions): Checked<ShapedEntry> {
  const parsed = timeEntryInput.safeParse(raw);
  if (!parsed.success) {
    const errors = pathErrors(parsed.error.issues);
    return { ok: false, answer: { status: 'rejected', reason: 'invalid', errors } };
  }
  const input = parsed.data;
  const source = options.source ?? input.source ?? 'manual';
  const staffId = input.staffId ?? principal.staffId;
  return { ok: true, value: { input, staffId, source } };
}

export function prepareEntry(shaped: ShapedEntry, context: EntryContext): Checked<TimeEntry> {
  const { input, source } = shaped;
  const answer = refusal(shaped, context);
  if (answer !== null) return { ok: false, answer };
  const content = contentOf(shaped, context);
  const externalId = input.externalId ?? (source === 'import' ? input.id : null) ?? null;
  // A typed entry is logged when the server takes it. An import may state when it was logged elsewhere.
  const importedAt = source === 'import' ? (input.loggedAt ?? null) : null;
  const bodyHash = contentHash(content, importedAt);
  const key = entryKey(externalId, bodyHash);
  const value = newTimeEntry(content, {
    id: entryId(key, source, externalId),
    key,
    source,
    externalId,
    bodyHash,
    loggedAt: source === 'import' ? importedAt : context.now,
    recordedAt: context.now,
    recordedBy: context.principal.id,
    reason: input.reason ?? null,
    timerId: null,
  });
  return { ok: true, value };
}

function contentOf({ input, staffId }: ShapedEntry, context: EntryContext): TimeEntryContent {
  const staff = staffId ?? '';
  return {
    patientId: input.patientId,
    staffId: staff,
    role: input.role ?? context.staff.get(staff) ?? 'non_clinical',
    program: input.program,
    activity: input.activity ?? null,
    start: input.start,
    end: input.end,
    interactive: input.interactive ?? false,
    mode: input.mode ?? 'other',
    participants: input.participants ?? [],
    insideEncounter: input.insideEncounter ?? null,
    note: input.note ?? null,
  };
}

function refusal(shaped: ShapedEntry, context: EntryContext): TimeRefusal | null {
  const { input, staffId, source } = shaped;
  const { principal, staff, patientIds } = context;
  if (source === 'import' && !mayBookForOthers(principal))
    return rejected('scope_missing', 'source', 'imports require the scope billing:write or admin');
  if (staffId === null)
    return rejected('unknown_staff', 'staffId', 'is required because the caller is not a staff member');
  if (staffId !== principal.staffId && !mayBookForOthers(principal))
    return rejected(
      'not_own_time',
      'staffId',
      'booking time for someone else requires billing:write or admin',
    );
  if (!staff.has(staffId)) return rejected('unknown_staff', 'staffId', 'no such staff member');
  if (!patientIds.has(input.patientId)) return rejected('unknown_patient', 'patientId', 'no such patient');
  return timesRefused(shaped, context);
}

function timesRefused({ input, source }: ShapedEntry, context: EntryContext): TimeRefusal | null {
  const { start, end } = input;
  const { now, options } = context;
  if (end < start) return rejected('end_before_start', 'end', 'must not be before start');
  if (end - start > ENTRY_HOURS_MAX * HOUR_MS)
    return rejected('too_long', 'end', `must be at most ${ENTRY_HOURS_MAX} hours after start`);
  if (options.asOfEnd === undefined ? start > now : start >= options.asOfEnd)
    return rejected('in_future', 'start', 'is in the future');
  if (source === 'manual' && options.asOfEnd === undefined) {
    if (end > now) return rejected('in_future', 'end', 'is in the future');
    if (now - end > BACKDATED_HOURS_MAX * HOUR_MS && !input.reason)
      return rejected(
        'reason_required',
        'reason',
        `is required for time that ended more than ${BACKDATED_HOURS_MAX} hours ago`,
      );
  }
  return null;
}
