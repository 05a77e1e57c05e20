import { hash } from 'node:crypto';
import type { Instant } from '../../../domain/time/instant.js';
import type { Principal } from '../../caller/principal.js';
import { originOf, requestIdOf } from '../../caller/request-principal.js';
import { noteEntry } from '../../caller/request-trace.js';
import type { AuditContent, AuditedChange, EntryState, IdSummary } from '../audit-entry.js';

const IDS_KEPT_MAX = 20;
const AGENT_DIGITS = 16;
const AGENTS_KEPT_MAX = 1000;

/** The content of the entry for a change. */
export function contentOf(
  principal: Principal,
  change: AuditedChange,
  { at, state }: { readonly at: Instant; readonly state: EntryState },
): AuditContent {
  const { patientIds } = change;
  noteEntry(principal, patientIds ?? []);
  const origin = originOf(principal);
  return {
    at,
    actor: { kind: principal.kind, id: principal.id },
    from: origin && { address: origin.address, agent: agentDigest(origin.agent) },
    action: change.action,
    entity: change.entity,
    ...summaryOf(change.ids),
    patients: patientIds === undefined ? null : patientsOf(patientIds),
    reason: change.reason ?? null,
    before: plain(change.before),
    after: plain(change.after),
    requestId: requestIdOf(principal),
    ...(principal.emergency !== undefined && { emergency: principal.emergency }),
    state,
  };
}

export function summaryOf(values: readonly string[]): IdSummary {
  const ids = [...values];
  if (ids.length > 1) ids.sort();
  return {
    count: ids.length,
    digest: hash('sha256', ids.join('\n'), 'hex'),
    ids: ids.slice(0, IDS_KEPT_MAX),
  };
}

const wholes = new WeakMap<IdSummary, readonly string[]>();

/** Each patient gets an access row that is stored with the entry, so the whole list is kept until then. */
function patientsOf(patientIds: readonly string[]): IdSummary {
  const distinct = [...new Set(patientIds)];
  const summary = summaryOf(distinct);
  if (distinct.length > IDS_KEPT_MAX) wholes.set(summary, distinct);
  return summary;
}

/** All patients of an entry that this process made. For an entry read from the store, only the patients it lists. */
export function allPatientsOf({ patients }: Pick<AuditContent, 'patients'>): readonly string[] {
  return patients === null ? [] : (wholes.get(patients) ?? patients.ids);
}

/** A copy in the form that JSON keeps, because what is hashed now must be what is stored and read later. */
function plain(value: unknown): unknown {
  return value === undefined || value === null ? null : (JSON.parse(JSON.stringify(value)) as unknown);
}

const agents = new Map<string, string>();

function agentDigest(agent: string | null): string | null {
  if (agent === null) return null;
  let digest = agents.get(agent);
  if (digest === undefined) {
    if (agents.size >= AGENTS_KEPT_MAX) agents.clear();
    digest = hash('sha256', agent, 'hex').slice(0, AGENT_DIGITS);
    agents.set(agent, digest);
  }
  return digest;
}
