import { isTelehealthCodeValid, medicarePays } from '../../../rulebook/codes.js';
import {
  HEALTH_CENTER_COMMUNICATION,
  healthCenterEVisit,
} from '../../../rulebook/telehealth/health-centers.js';
import {
  bandFor,
  E_VISIT_BANDS,
  HEALTH_CENTER_MINUTES_MIN,
  NON_EM_E_VISIT_2020_BANDS,
  NON_EM_E_VISIT_BANDS,
  type TimeBand,
} from '../../../rulebook/telehealth/time-bands.js';
import { isHealthCenter, isMedicare, type EncounterContext } from '../coding-context.js';
import { serviceConditions } from '../gates/conditions.js';
import { refuse, ruling, warn, type Refusal, type Ruling, type Warning } from '../line/outcome.js';
import { usualPlace } from '../line/place-line.js';
import { REFUSAL_TEXT, SERVICE_NAME } from '../refusal-text.js';
import { WARNING_TEXT } from '../warning-text.js';
import { billableVisit } from './check-in.js';

const RULES = ['T5', 'T6.1', 'T6.2'];

/** E-visits: one code for the minutes of seven days (T6.1, T6.2, T6.6). */
export function assessEVisit(context: EncounterContext): Ruling {
  const { facts } = context;
  if (isHealthCenter(context)) {
    const rule = healthCenterEVisit(facts.dateOfService);
    if (rule === 'none') return noCenterCode(context);
    if (rule === HEALTH_CENTER_COMMUNICATION) return centerEVisit(context);
  }
  return ordinaryEVisit(context);
}

function ordinaryEVisit(context: EncounterContext): Ruling {
  const { facts, minutes } = context;
  const nonEm = facts.providerType === 'qnhp-non-em' || facts.providerType === 'behavioral-health-non-em';
  const table = nonEm ? nonEmBands(context) : E_VISIT_BANDS;
  const name = `${table[0]?.code ?? ''}-${table.at(-1)?.code ?? ''}`;
  const conditions = serviceConditions(context, nonEm ? 'e-visit, non-E/M' : 'e-visit', name);
  const refusals: Refusal[] = [...conditions.refusals];
  const band = minutes === null ? undefined : bandFor(table, minutes);
  if (!nonEm && facts.providerType !== 'physician-qhp')
    refusals.push(refuse('PROVIDER_NOT_ELIGIBLE', REFUSAL_TEXT.needsPhysician(name)));
  const first = table[0];
  if (first && !isTelehealthCodeValid(first.code, facts.dateOfService))
    refusals.push(refuse('CODE_NOT_VALID_ON_DOS', name));
  if (minutes !== null && !band)
    refusals.push(
      refuse('BELOW_MINIMUM_TIME', REFUSAL_TEXT.needsMinutes(first?.code ?? name, first?.minutesMin ?? 0)),
    );
  const { modifiers, pos } = usualPlace(context);
  return ruling(RULES, {
    lines: band ? [{ code: band.code, units: 1, modifiers, pos }] : [],
    refusals,
    warnings: [...conditions.warnings, ...sameWindow(context)],
    basis: 'time',
  });
}

/** Another inquiry within an open window adds to it. */
function sameWindow({ facts, minutes }: EncounterContext): Warning[] {
  const { priorEvisitInWindow, newProblemInWindow } = facts.surroundings;
  return (priorEvisitInWindow === true || newProblemInWindow === true) && minutes !== null
    ? [warn('SAME_WINDOW', WARNING_TEXT.windowMinutes(minutes))]
    : [];
}

/** Medicare had its own codes in 2020. */
function nonEmBands(context: EncounterContext): readonly TimeBand[] {
  const day = context.facts.dateOfService;
  const first = NON_EM_E_VISIT_2020_BANDS[0];
  return isMedicare(context) && first && medicarePays(first.code, day)
    ? NON_EM_E_VISIT_2020_BANDS
    : NON_EM_E_VISIT_BANDS;
}

function centerEVisit(context: EncounterContext): Ruling {
  const conditions = serviceConditions(context, 'health center', HEALTH_CENTER_COMMUNICATION);
  const short =
    context.minutes !== null && context.minutes < HEALTH_CENTER_MINUTES_MIN
      ? [
          refuse(
            'BELOW_MINIMUM_TIME',
            REFUSAL_TEXT.needsMinutes(HEALTH_CENTER_COMMUNICATION, HEALTH_CENTER_MINUTES_MIN),
          ),
        ]
      : [];
  return ruling(['T6.6', 'T10'], {
    lines: [{ code: HEALTH_CENTER_COMMUNICATION, units: 1, modifiers: [], pos: null }],
    refusals: [...conditions.refusals, ...billableVisit(context), ...short],
    warnings: [...conditions.warnings, ...sameWindow(context)],
    basis: 'time',
  });
}

function noCenterCode(context: EncounterContext): Ruling {
  const conditions = serviceConditions(context, 'e-visit', SERVICE_NAME.eVisit);
  return ruling(['T6.6', 'T10'], {
    refusals: [refuse('PROVIDER_NOT_ELIGIBLE', REFUSAL_TEXT.centerNoEVisit), ...conditions.refusals],
    warnings: conditions.warnings,
  });
}
