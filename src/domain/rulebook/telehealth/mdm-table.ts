/** Elements of medical decision making, AMA 2021 with the wording of 2023 (section 2.2); a level is an index from 0. */
export type MdmColumnLevel = 0 | 1 | 2 | 3;

export type ProblemElement =
  | 'self-limited'
  | 'stable-chronic'
  | 'acute-uncomplicated'
  | 'stable-acute'
  | 'acute-uncomplicated-hospital-level'
  | 'chronic-exacerbation'
  | 'undiagnosed-new-problem'
  | 'acute-systemic'
  | 'acute-complicated-injury'
  | 'chronic-severe-exacerbation'
  | 'threat-to-life-or-function';

interface ProblemRow {
  readonly problem: ProblemElement;
  readonly level: MdmColumnLevel;
  /** This many and more reach the higher level. */
  readonly several: { readonly count: number; readonly level: MdmColumnLevel } | null;
  readonly from: string;
}

const problem = (
  name: ProblemElement,
  level: MdmColumnLevel,
  rest: { readonly several?: ProblemRow['several']; readonly from?: string } = {},
): ProblemRow => ({
  problem: name,
  level,
  several: rest.several ?? null,
  from: rest.from ?? '2021-01-01',
});

export const PROBLEM_ROWS: readonly ProblemRow[] = [
  problem('self-limited', 0, { several: { count: 2, level: 1 } }),
  problem('stable-chronic', 1, { several: { count: 2, level: 2 } }),
  problem('acute-uncomplicated', 1),
  problem('stable-acute', 1, { from: '2023-01-01' }),
  problem('acute-uncomplicated-hospital-level', 1, { from: '2023-01-01' }),
  problem('chronic-exacerbation', 2),
  problem('undiagnosed-new-problem', 2),
  problem('acute-systemic', 2),
  problem('acute-complicated-injury', 2),
  problem('chronic-severe-exacerbation', 3),
  problem('threat-to-life-or-function', 3),
];

/** Items of the first category that reach each level; an independent historian counts among them for Moderate. */
export const DATA_ITEMS = { low: 2, moderate: 3 } as const;
/** Categories that must be met together for High. */
export const DATA_CATEGORIES_FOR_HIGH = 2;

export const RISK_LEVELS = ['minimal', 'low', 'moderate', 'high'] as const;
export type RiskElement = (typeof RISK_LEVELS)[number];
