import { z } from 'zod';
import { assessEncounter } from '../../domain/assess/telehealth/assess-encounter.js';
import type { LoadedReleases } from '../../domain/facts/loaded-releases.js';
import { assessInputFacts } from '../../modules/encounters/coding/assess-input-facts.js';
import { assessInput } from '../../modules/encounters/coding/assess.input.js';
import {
  toAssessmentAnswer,
  type AssessmentAnswer,
} from '../../modules/encounters/coding/assessment.answer.js';
import { id } from '../exchange/civil.js';

const telehealthCase = z.object({ id, input: assessInput });

export type AssessedTelehealthCase =
  | ({ readonly ok: true; readonly id: string } & AssessmentAnswer)
  | { readonly ok: false; readonly id: string | null; readonly path: string; readonly message: string };

/** Parses one worked telehealth case and codes it. A case that does not parse names its first bad path. */
export function assessTelehealthCase(
  raw: unknown,
  fees: LoadedReleases | null = null,
): AssessedTelehealthCase {
  const parsed = telehealthCase.safeParse(raw);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return {
      ok: false,
      id: idOf(raw),
      path: issue?.path.join('.') ?? '',
      message: issue?.message ?? 'not a case',
    };
  }
  const { input } = parsed.data;
  const found = assessEncounter(assessInputFacts(input), { rows: [], fees });
  return { ok: true, id: parsed.data.id, ...toAssessmentAnswer(found) };
}

function idOf(raw: unknown): string | null {
  if (typeof raw !== 'object' || raw === null || !('id' in raw)) return null;
  return typeof raw.id === 'string' ? raw.id : null;
}
