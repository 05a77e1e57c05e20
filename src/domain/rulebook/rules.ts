import { RULE_TABLE, type RuleRow } from './data/rule-table.js';
import { isReadable, sourceById, type Source } from './sources.js';

/** A rule that findings cite, in our own words. `docs/rules/<page>.md` explains it. */
export interface Rule {
  readonly id: string;
  readonly title: string;
  readonly page: string;
  /** The texts to read; none for a rule that is common knowledge or our own conclusion. */
  readonly sources: readonly Source[];
  readonly authority: RuleRow['authority'];
}

export const RULES: readonly Rule[] = RULE_TABLE.flatMap(({ page, rules }) =>
  rules.map(({ id, title, authority, sources }) => ({
    id,
    page,
    title,
    sources: sources.filter(isReadable).map(sourceById),
    authority,
  })),
);

const byId = new Map(RULES.map((each) => [each.id, each]));

/** Throws for an unknown id: findings may only cite rules that a reader can look up. */
export function ruleById(id: string): Rule {
  const found = byId.get(id);
  if (!found) throw new Error(`rulebook: unknown rule ${id}`);
  return found;
}
