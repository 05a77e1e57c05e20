import type { Principal } from './principal.js';

/** What a request that may answer patient data has done so far; such requests alone carry one. */
export interface RequestTrace {
  /** Entries of the audit log under this request. */
  entries: number;
  /** Patients whom those entries name. */
  readonly changed: Set<string>;
  /** Patients of whom the answer holds something, beyond what can be read from the answer itself. */
  readonly noted: Set<string>;
}

export function newTrace(): RequestTrace {
  return { entries: 0, changed: new Set(), noted: new Set() };
}

/** Null for requests that answer no patient data, for schedules and for commands. */
export function traceOf(principal: Principal): RequestTrace | null {
  return 'trace' in principal ? (principal.trace as RequestTrace) : null;
}

/** Tells the request's trace of an entry under it. */
export function noteEntry(principal: Principal, patientIds: readonly string[]): void {
  const trace = traceOf(principal);
  if (trace === null) return;
  trace.entries += 1;
  for (const id of patientIds) trace.changed.add(id);
}

/** Says of whom the answer to this request holds something. */
export function noteDisclosed(principal: Principal, patientIds: Iterable<string>): void {
  const trace = traceOf(principal);
  if (trace !== null) for (const id of patientIds) trace.noted.add(id);
}
