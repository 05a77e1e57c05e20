import { VISIT_PROGRAM } from '../assess/encounters/record/visit-spans.js';
import { telehealthCode } from '../rulebook/codes.js';

/** Programs under which the minutes of a code are logged; a code that is not named here bills no time. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  RPM: ['99457', '99458', '99470'],
  RTM: ['98979', '98980', '98981'],
  '99091': ['99091'],
  CCM: ['99490', '99439', '99487', '99489', '99491', '99437'],
  PCM: ['99424', '99425', '99426', '99427'],
  BHI: ['99484'],
};

const byCode = new Map(
  Object.entries(PROGRAMS).flatMap(([program, codes]) => codes.map((code) => [code, program] as const)),
);

/** The time program whose minutes the code bills; null when it does not rest on time. */
export function programOfCode(code: string): string | null {
  return byCode.get(code) ?? (telehealthCode(code) ? VISIT_PROGRAM : null);
}
