import type { SourceAssessment } from '../../assess/finding.js';
import { addDays, type LocalDate } from '../../time/local-date.js';
import { monthOf, monthPeriod } from '../../time/year-month.js';
import type { ChargeSource } from '../charge.js';
import type { FrozenRecords } from '../frozen/frozen-records.js';
import { planCharges, planVanished, type Plan } from './plan-charges.js';

export interface PatientFrame {
  readonly patientId: string;
  /** Today in the patient's zone. */
  readonly today: LocalDate;
  /** Days that must pass after a period's end before it is closed. */
  readonly graceDays: number;
  readonly deathDate: LocalDate | null;
  /** Whether any enrollment may still begin new periods. */
  readonly enrolled: boolean;
  readonly recordsOf: (assessed: SourceAssessment) => FrozenRecords;
}

export interface PatientPlan {
  /** In the order of the assessments, followed by sources that they no longer contain. */
  readonly plans: readonly Plan[];
  readonly openSources: number;
  /** The next day on which something may be over; null: none, unless a record changes. */
  readonly dueOn: LocalDate | null;
}

/**
 * Plans every source of one patient. New sources are decided once they are over and past grace. Sources that were
 * decided before are restated, even within grace. Sources after `today` are left alone, so a run as of an earlier day
 * undoes nothing.
 */
export function planPatient(
  stored: readonly ChargeSource[],
  assessments: readonly SourceAssessment[],
  frame: PatientFrame,
): PatientPlan {
  const bySourceId = new Map(stored.map((source) => [source.sourceId, source]));
  const plans: Plan[] = [];
  const waiting: LocalDate[] = [];
  for (const assessed of assessments) {
    const { sourceId } = assessed;
    const before = bySourceId.get(sourceId) ?? null;
    bySourceId.delete(sourceId);
    // A signed encounter does not wait for late evidence.
    const graceDays = assessed.kind === 'encounter' ? 0 : frame.graceDays;
    const dueOn = addDays(assessed.closesOn, graceDays);
    if (assessed.state !== 'open' && (dueOn <= frame.today || restatable(before, frame.today))) {
      plans.push(
        planCharges(before, assessed, {
          patientId: frame.patientId,
          deathDate: frame.deathDate,
          records: frame.recordsOf(assessed),
        }),
      );
    } else {
      waiting.push(dueOn);
      // A record reopened a period that was over, for example because an end date was taken back.
      if (assessed.state === 'open' && before && restatable(before, frame.today))
        plans.push(planVanished(before));
    }
  }
  for (const source of bySourceId.values())
    if (source.kind === 'patient' || restatable(source, frame.today)) plans.push(planVanished(source));
  return { plans, openSources: waiting.length, dueOn: nextDue(waiting, frame) };
}

function restatable(source: ChargeSource | null, today: LocalDate): boolean {
  return source !== null && source.closesOn !== null && source.closesOn <= today;
}

function nextDue(waiting: readonly LocalDate[], frame: PatientFrame): LocalDate | null {
  const nextMonth = addDays(monthPeriod(monthOf(frame.today)).end, frame.graceDays);
  const later = waiting.filter((day) => day > frame.today);
  if (later.length === 0 && !frame.enrolled) return null;
  return later.reduce((soonest, day) => (day < soonest ? day : soonest), nextMonth);
}
