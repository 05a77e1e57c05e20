import type { LocalDate } from '../time/local-date.js';
import { MONITORING_CODES, TELEHEALTH_CODES, type CodeRow } from './data/code-table.js';
import type { SourceId } from './sources.js';

type MonitoringFamily = (typeof MONITORING_CODES)[number]['family'];
export type TelehealthFamily = (typeof TELEHEALTH_CODES)[number]['family'];
type CodeFamily = MonitoringFamily | TelehealthFamily;

/** Dates of service, both days included; null: no end is known. */
interface Span {
  readonly from: string;
  readonly to: string | null;
}

/** A billing code with our own label and the dates of service on which it exists. */
interface CodeEntry<F extends CodeFamily = CodeFamily> extends Span {
  readonly code: string;
  readonly family: F;
  readonly label: string;
  /** Dates of service on which Medicare pays the code; null: never. */
  readonly medicare: Span | null;
  readonly source: SourceId;
}

/** The last date of service for which the law was read. Closing a later period parks it. */
export const VERIFIED_THROUGH = '2026-12-31';

/** Years whose telehealth rules and amounts the rulebook has. A later date is coded with a warning and not priced. */
export const FIRST_YEAR_LOADED = 2019;
export const LAST_YEAR_LOADED = 2026;

const telehealthCodes = TELEHEALTH_CODES.flatMap(entriesOf<TelehealthFamily>);

export const CODES: readonly CodeEntry[] = [
  ...MONITORING_CODES.flatMap(entriesOf<MonitoringFamily>),
  ...telehealthCodes,
];

function entriesOf<F extends CodeFamily>(rows: {
  readonly family: F;
  readonly codes: readonly CodeRow[];
}): CodeEntry<F>[] {
  return rows.codes.map(({ code, label, from, to = null, source, medicare = { from, to } }) => ({
    code,
    family: rows.family,
    label,
    from,
    to,
    medicare: medicare === 'never' ? null : { from: medicare.from, to: medicare.to ?? null },
    source,
  }));
}

const byCode = new Map(CODES.map((each) => [each.code, each]));
const byTelehealthCode = new Map(telehealthCodes.map((each) => [each.code, each]));

const holds = ({ from, to }: Span, day: LocalDate): boolean => day >= from && (to === null || day <= to);

/** Throws for a code that is not in the rulebook: no logic may name one. */
export function codeEntry(code: string): CodeEntry {
  const found = byCode.get(code);
  if (!found) throw new Error(`rulebook: unknown code ${code}`);
  return found;
}

/** Does the code exist on a date of service? Throws for a code that is not in the rulebook. */
export function isEffective(code: string, dateOfService: LocalDate): boolean {
  return holds(codeEntry(code), dateOfService);
}

/** undefined for a code that telehealth coding does not know. */
export function telehealthCode(code: string): CodeEntry<TelehealthFamily> | undefined {
  return byTelehealthCode.get(code);
}

/** Does the telehealth code exist on a date of service? False for a code that telehealth coding does not know. */
export function isTelehealthCodeValid(code: string, dateOfService: LocalDate): boolean {
  const found = byTelehealthCode.get(code);
  return found !== undefined && holds(found, dateOfService);
}

/** Does Medicare pay the telehealth code on a date of service? */
export function medicarePays(code: string, dateOfService: LocalDate): boolean {
  const medicare = byTelehealthCode.get(code)?.medicare;
  return medicare !== undefined && medicare !== null && holds(medicare, dateOfService);
}
