import type { SourceId } from '../sources.js';

/** A level of one column of medical decision making (rule T2.2): 0 straightforward, 1 low, 2 moderate, 3 high. */
type MdmColumnLevel = 0 | 1 | 2 | 3;

type ProblemElement =
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
  /** This many problems or more reach the higher level. */
  readonly several: { readonly count: number; readonly level: MdmColumnLevel } | null;
  readonly from: string;
  readonly source: SourceId;
}

const problem = (
  row: Pick<ProblemRow, 'problem' | 'level'> & Partial<Pick<ProblemRow, 'several' | 'from'>>,
): ProblemRow => ({
  problem: row.problem,
  level: row.level,
  several: row.several ?? null,
  from: row.from ?? '2021-01-01',
  source: 'MLN006764',
});

/** The AMA's table of 2021 with the additions of 2023. */
export const PROBLEM_ROWS: readonly ProblemRow[] = [
  problem({ problem: 'self-limited', level: 0, several: { count: 2, level: 1 } }),
  problem({ problem: 'stable-chronic', level: 1, several: { count: 2, level: 2 } }),
  problem({ problem: 'acute-uncomplicated', level: 1 }),
  problem({ problem: 'stable-acute', level: 1, from: '2023-01-01' }),
  problem({ problem: 'acute-uncomplicated-hospital-level', level: 1, from: '2023-01-01' }),
  problem({ problem: 'chronic-exacerbation', level: 2 }),
  problem({ problem: 'undiagnosed-new-problem', level: 2 }),
  problem({ problem: 'acute-systemic', level: 2 }),
  problem({ problem: 'acute-complicated-injury', level: 2 }),
  problem({ problem: 'chronic-severe-exacerbation', level: 3 }),
  problem({ problem: 'threat-to-life-or-function', level: 3 }),
];

/** How many items of the first data category reach each level. For moderate, an independent historian counts as an item. */
export const DATA_ITEMS = { low: 2, moderate: 3 } as const;
/** How many data categories must be met for high. */
export const DATA_CATEGORIES_FOR_HIGH = 2;

export const RISK_LEVELS = ['minimal', 'low', 'moderate', 'high'] as const;
