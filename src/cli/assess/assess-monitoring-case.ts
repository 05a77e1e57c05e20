import { z } from 'zod';
import { assessCase } from '../../domain/assess/assess-case.js';
import type { LoadedReleases } from '../../domain/facts/loaded-releases.js';
import { inclusive } from '../../domain/time/period.js';
import { caseToFacts } from '../exchange/cases/case-to-facts.js';
import { monitoringCase, type MonitoringCase } from '../exchange/cases/case.input.js';
import { caseAnswer, type CaseAnswer } from './case-answer.js';

export type AssessedCase =
  | ({ readonly ok: true; readonly id: string } & CaseAnswer)
  | { readonly ok: false; readonly id: string | null; readonly path: string; readonly message: string };

/** Parses one worked case and decides it. A case that does not parse names its first bad path. */
export function assessMonitoringCase(raw: unknown, loaded: LoadedReleases | null = null): AssessedCase {
  const parsed = monitoringCase.safeParse(raw);
  if (!parsed.success) return { ok: false, id: caseId(raw), ...firstIssue(parsed.error) };
  const one = parsed.data;
  const known = caseToFacts(one);
  const facts = { ...known, payment: { ...known.payment, loaded } };
  const reversed = facts.timeEntries.find(({ start, end }) => end < start);
  if (reversed) {
    const at = (one.input.timeEntries ?? []).findIndex(({ id }) => id === reversed.id);
    return {
      ok: false,
      id: one.id,
      path: `input.timeEntries.${at}.end`,
      message: 'must not be before start',
    };
  }
  return { ok: true, id: one.id, ...caseAnswer(assessCase(facts, question(one))) };
}

function question({ input }: MonitoringCase): Parameters<typeof assessCase>[1] {
  const { deviceWindow, month, asOf } = input.evaluate;
  return {
    window: deviceWindow ? inclusive(deviceWindow.start, deviceWindow.end) : null,
    month: month ?? null,
    asOf,
  };
}

function firstIssue(error: z.ZodError): { path: string; message: string } {
  const issue = error.issues[0];
  return { path: issue?.path.join('.') ?? '', message: issue?.message ?? 'not a case' };
}

/** The id of a case, whatever else is wrong with it. */
export function caseId(raw: unknown): string | null {
  if (typeof raw !== 'object' || raw === null || !('id' in raw)) return null;
  return typeof raw.id === 'string' ? raw.id : null;
}
