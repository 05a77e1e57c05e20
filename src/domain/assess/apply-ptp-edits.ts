import { telehealthCode } from '../rulebook/codes.js';
import * as ladders from '../rulebook/monitoring/management-ladders.js';
import { ptpEditOn, type PtpFound, type PtpTable } from '../rulebook/ptp-edits.js';
import type { BillableFinding, Finding, NotBilledFinding, SourceAssessment } from './finding.js';
import type { Flag } from './flags.js';

const RULE = 'NCCI';
/** The parts of a charge source that the edits read. */
type Source = Pick<SourceAssessment, 'findings' | 'flags'>;

interface Line {
  readonly finding: BillableFinding;
  readonly source: Source;
}

/**
 * Withholds what CMS's loaded pairs do not pay: the second code of a pair when the first is billed for the same payer,
 * practitioner and date of service. It looks at all sources of a patient at once, so the order of closing does not matter.
 * Without loaded pairs it returns the sources unchanged.
 * @param practitionerOf who bills a source; null: unknown, so no pair applies to it
 */
export function withPtpEdits<S extends Source>(
  sources: readonly S[],
  tables: readonly PtpTable[],
  practitionerOf: (source: S) => string | null,
): readonly S[] {
  if (tables.length === 0) return sources;
  const changes = new Map<Finding, Finding>();
  for (const lines of groupsOf(sources, practitionerOf)) {
    const verdicts = new Verdicts(lines, tables);
    for (const { finding } of lines) {
      const changed = verdicts.of(finding);
      if (changed) changes.set(finding, changed);
    }
  }
  return changes.size === 0 ? sources : sources.map((source) => changedSource(source, changes));
}

/** Groups of lines that pairs may apply to. A line alone on its date is left out. */
function groupsOf<S extends Source>(
  sources: readonly S[],
  practitionerOf: (source: S) => string | null,
): Line[][] {
  const groups = new Map<string, Line[]>();
  for (const source of sources) {
    const practitioner = practitionerOf(source);
    if (practitioner === null) continue;
    for (const finding of source.findings) {
      if (finding.outcome !== 'billable' || finding.informational) continue;
      const key = JSON.stringify([finding.dateOfService, finding.payerId, practitioner]);
      const group = groups.get(key);
      if (group) group.push({ finding, source });
      else groups.set(key, [{ finding, source }]);
    }
  }
  return [...groups.values()].filter((lines) => lines.length > 1);
}

interface Rival extends PtpFound {
  readonly code: string;
}

/** Decides which codes of one date are kept. A withheld code withholds nothing. */
class Verdicts {
  private readonly codes: readonly string[];
  /** By code, the code that withholds it; null: it is kept. */
  private readonly decided = new Map<string, Rival | null>();

  constructor(
    private readonly lines: readonly Line[],
    private readonly tables: readonly PtpTable[],
  ) {
    this.codes = [...new Set(lines.map(({ finding }) => finding.code))].sort();
    while (this.decided.size < this.codes.length) this.decideMore();
  }

  of(finding: BillableFinding): Finding | null {
    const rival = this.withheldBy(finding.code) ?? this.baseWithheldBy(finding);
    if (rival) return withheld(finding, rival);
    const parted = this.rivals(finding.code, true).find(({ code }) => this.withheldBy(code) === null);
    return parted
      ? {
          ...finding,
          reviewRequired: true,
          rules: [...finding.rules, RULE],
          flags: [...new Set<Flag>([...finding.flags, 'ncci_modifier_needed'])].sort(),
          detail: { ...finding.detail, ncciColumn1: parted.code, ncciRelease: parted.release },
        }
      : null;
  }

  /** One round over the undecided codes. A cycle, which CMS never publishes, keeps its first code. */
  private decideMore(): void {
    const open = this.codes.filter((code) => !this.decided.has(code));
    for (const code of open) {
      const rivals = this.rivals(code, false);
      const standing = rivals.find((rival) => this.decided.get(rival.code) === null);
      if (standing) this.decided.set(code, standing);
      else if (rivals.every((rival) => this.decided.has(rival.code))) this.decided.set(code, null);
    }
    const [first] = open;
    if (first === undefined || open.some((code) => this.decided.has(code))) return;
    this.decided.set(first, null);
    for (const rival of this.rivals(first, false))
      if (!this.decided.has(rival.code)) this.decided.set(rival.code, { ...rival, code: first });
  }

  private withheldBy(code: string): Rival | null {
    return this.decided.get(code) ?? null;
  }

  /** Codes of the date beside which this one is not paid, kept or not. */
  private rivals(code: string, modifierAllowed: boolean): Rival[] {
    const day = this.lines[0]?.finding.dateOfService;
    if (day === undefined) return [];
    return this.codes.flatMap((column1) => {
      if (column1 === code) return [];
      const edit = ptpEditOn(this.tables, { column1, column2: code }, day);
      return edit?.modifierAllowed === modifierAllowed ? [{ ...edit, code: column1 }] : [];
    });
  }

  /** An add-on is never kept without its base. */
  private baseWithheldBy({ code }: BillableFinding): Rival | null {
    const base = BASE_OF_ADD_ON.get(code);
    if (base !== undefined) return this.codes.includes(base) ? this.withheldBy(base) : null;
    if (telehealthCode(code)?.family !== 'prolonged service') return null;
    const own = this.lines.find(({ finding }) => finding.code === code)?.source;
    const visit = own?.findings.find((finding) => finding.outcome === 'billable' && finding.code !== code);
    return visit ? this.withheldBy(visit.code) : null;
  }
}

const BASE_OF_ADD_ON: ReadonlyMap<string, string> = new Map(
  [
    ...[ladders.RPM_LADDER, ladders.RTM_LADDER, ladders.CCM_LADDER, ladders.CCM_PRACTITIONER_LADDER],
    ...[ladders.COMPLEX_CCM_LADDER, ladders.PCM_LADDER, ladders.PCM_PRACTITIONER_LADDER],
  ].flatMap(({ base, addOn }) => (addOn === null ? [] : [[addOn, base] as const])),
);

function withheld({ code, flags, detail }: BillableFinding, rival: Rival): NotBilledFinding {
  return {
    outcome: 'not_billed',
    code,
    reasons: ['mutually_exclusive'],
    rules: [RULE],
    flags,
    detail: { ...detail, ncciRelease: rival.release, rival: rival.code },
  };
}

function changedSource<S extends Source>(source: S, changes: ReadonlyMap<Finding, Finding>): S {
  const findings = source.findings.map((finding) => changes.get(finding) ?? finding);
  if (findings.every((finding, index) => finding === source.findings[index])) return source;
  const flags = [...new Set([...source.flags, ...findings.flatMap((finding) => finding.flags)])].sort();
  return { ...source, findings, flags };
}
