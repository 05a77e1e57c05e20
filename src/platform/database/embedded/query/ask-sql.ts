import type { SqlValue } from '../store/sqlite.js';
import type { TableShape } from '../tables/table-shape.js';
import type { Options } from './operation-options.js';
import { paddedSize, QuestionForms, type FormValue, type ReadForm } from './question-form.js';
import { sqlQuestion, type SqlQuestion } from './read-collection.js';
import { readQuestion } from './read-request.js';

/** A parameter of a planned statement: a constant, or `size` parameters for one value of the question. */
type Slot =
  | { readonly kind: 'constant'; readonly key: SqlValue }
  | { readonly kind: 'value'; readonly at: number; readonly size: number };

interface Plan {
  readonly first: SqlQuestion;
  readonly slots: readonly Slot[];
}

/** A rebuilt table has a new shape. */
const formsByShape = new WeakMap<TableShape, QuestionForms<Plan>>();

/**
 * Turns a question into SQL. Null when nothing can be found. A plan depends only on the form of a question, so one plan
 * serves every later question of that form; only the parameters change.
 */
export function askSql(shape: TableShape | null, filter: unknown, options: Options): SqlQuestion | null {
  const form = shape && formsOf(shape).read(filter ?? {}, options ?? {});
  if (form?.node.plan !== undefined) return bound(form.node.plan, form);
  const asked = sqlQuestion(shape, readQuestion(filter, options));
  if (form && asked) form.node.plan = planOf(asked, form);
  return asked;
}

function formsOf(shape: TableShape): QuestionForms<Plan> {
  let forms = formsByShape.get(shape);
  if (forms === undefined) {
    forms = new QuestionForms(shape.conditionPaths);
    formsByShape.set(shape, forms);
  }
  return forms;
}

function bound({ first, slots }: Plan, { values, isLimited, limit }: ReadForm<Plan>): SqlQuestion {
  const parameters: SqlValue[] = [];
  for (const slot of slots) {
    if (slot.kind === 'constant') {
      parameters.push(slot.key);
      continue;
    }
    const value = values[slot.at] as FormValue;
    if (!Array.isArray(value)) parameters.push(value as SqlValue);
    else for (let at = 0; at < slot.size; at += 1) parameters.push(listed(value, at));
  }
  if (isLimited) parameters.push(limit);
  return { ...first, parameters, isSingle: limit === 1 || first.isByKey };
}

function listed(list: readonly SqlValue[], at: number): SqlValue {
  return list[Math.min(at, list.length - 1)] as SqlValue;
}

/** Finds each value of a question among its parameters. Undefined when that is not certain, or SQL alone cannot answer. */
function planOf(asked: SqlQuestion, { values, isLimited }: ReadForm<Plan>): Plan | undefined {
  if (asked.rest !== null) return undefined;
  const places = placesOf(values);
  if (places === null) return undefined;
  const parameters = isLimited ? asked.parameters.slice(0, -1) : asked.parameters;
  const slots: Slot[] = [];
  const found = new Set<number>();
  for (let position = 0; position < parameters.length;) {
    const key = parameters[position] as SqlValue;
    const at = places.get(identityOf(key));
    if (at === undefined) {
      slots.push({ kind: 'constant', key });
      position += 1;
      continue;
    }
    const value = values[at] as FormValue;
    const size = Array.isArray(value) ? paddedSize(value.length) : 1;
    // Found before: a constant happens to equal this value.
    if (found.has(at)) return undefined;
    found.add(at);
    slots.push({ kind: 'value', at, size });
    position += size;
  }
  return found.size === values.length ? { first: asked, slots } : undefined;
}

/** The position of each key among the values. Null when a key occurs twice. */
function placesOf(values: readonly FormValue[]): Map<string, number> | null {
  const places = new Map<string, number>();
  for (const [at, value] of values.entries()) {
    for (const key of Array.isArray(value) ? (value as readonly SqlValue[]) : [value as SqlValue]) {
      const identity = identityOf(key);
      if (places.has(identity)) return null;
      places.set(identity, at);
    }
  }
  return places;
}

function identityOf(key: SqlValue): string {
  return key instanceof Uint8Array ? `bytes ${key.join(' ')}` : `${typeof key} ${key}`;
}
