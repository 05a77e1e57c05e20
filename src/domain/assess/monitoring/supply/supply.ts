import type { Finding } from '../../finding.js';
import { settingOn } from '../facility.js';
import { notBilled } from '../findings.js';
import { closingOf, type AssessmentContext } from '../monitoring-context.js';
import { effectiveCodes, judgeSystem, systemsInUse, type JudgedSystem } from './judge-supply.js';
import { settle, SUPPLY_RULES, winnerOf } from './settle-supply.js';
import { generalCode, generalCodeEnded, homeHealth, otherCodes } from './supply-in-facility.js';
import { supplyDate, type SupplyWindow } from './supply-window.js';

/** Decides device supply of one window: at most one code is billable, and the others carry their reasons. */
export function assessSupply(context: AssessmentContext, window: SupplyWindow): Finding[] {
  const systems = systemsInUse(context, window.period);
  const dateOfService = supplyDate(context, window);
  const setting = settingOn(context, dateOfService);
  const judged = systems
    .map((system) => judgeSystem(context, window, { system, dateOfService }))
    .sort((a, b) => b.days - a.days);
  if (!closingOf(context, window.period).over) return judged.flatMap((each) => whileOpen(each));
  if (setting === 'home_health') return homeHealth(context, window, judged);
  const winner = winnerOf(context, window, { judged, dateOfService });
  const codes = judged.flatMap((each) =>
    settle(context, window, { judged: each, isWinner: each === winner, dateOfService }),
  );
  if (setting === 'office') return [...codes, ...generalCodeEnded(context, dateOfService)];
  return otherCodes(
    codes,
    setting === 'general_code' ? 'setting_uses_other_code' : 'payer_not_covered',
  ).concat(
    setting === 'general_code'
      ? generalCode(context, window, { dateOfService, criterionMet: winner !== undefined })
      : [],
  );
}

/** Rule R21: no supply code is billed before the window closes. */
function whileOpen(judged: JudgedSystem): Finding[] {
  const { inForce, notYet } = effectiveCodes(judged);
  return [
    ...inForce.map((code) => notBilled(code, ['period_open'], { rules: ['R21'] })),
    ...notYet.map((code) => notBilled(code, ['code_not_effective'], { rules: SUPPLY_RULES })),
  ];
}
