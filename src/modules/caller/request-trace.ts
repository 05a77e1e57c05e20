import type { Principal } from './principal.js';

/** What a request has done so far. Only requests whose answer may hold patient data carry a trace. */
export interface RequestTrace {
  /** The number of audit log entries for this request. */
  entries: number;
  /** The patients those entries name. */
  readonly changed: Set<string>;
  /** The patients whose data the answer holds, beyond those the answer itself identifies. */
  readonly noted: Set<string>;
}

export function newTrace(): RequestTrace {
  return { entries: 0, changed: new Set(), noted: new Set() };
}

/** Null for schedules, commands, and requests whose answer holds no patient data. */
export function traceOf(principal: Principal): RequestTrace | null {
  return 'trace' in principal ? (principal.trace as RequestTrace) : null;
}

/** Counts an audit log entry, and the patients it names, in the request's trace. */
export function noteEntry(principal: Principal, patientIds: readonly string[]): void {
  const trace = traceOf(principal);
  if (trace === null) return;
  trace.entries += 1;
  for (const id of patientIds) trace.changed.add(id);
}

/** Records the patients whose data the answer to this request holds. */
export function noteDisclosed(principal: Principal, patientIds: Iterable<string>): void {
  const trace = traceOf(principal);
  if (trace !== null) for (const id of patientIds) trace.noted.add(id);
}
