import type { SqlValue } from '../store/sqlite.js';
import type { TableShape } from '../store/table-shape.js';
import { paddedSize, QuestionForms, type FormValue, type ReadForm } from './question-form.js';
import { sqlQuestion, type SqlQuestion } from './read-collection.js';
import { readQuestion, type Options } from './read-request.js';

/** A parameter of a planned statement: one that is always the same, or so many of those of a value. */
type Slot =
  | { readonly kind: 'constant'; readonly key: SqlValue }
  | { readonly kind: 'value'; readonly at: number; readonly size: number };

interface Plan {
  readonly first: SqlQuestion;
  readonly slots: readonly Slot[];
}

/** A table that is built anew has another shape. */
const formsByShape = new WeakMap<TableShape, QuestionForms<Plan>>();

/**
 * Puts a question to SQL; null when nothing can be found. A plan follows from the form of a question alone, so one that was
 * made serves every later question of its form: only its parameters are bound anew.
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

function bound({ first, slots }: Plan, { values, isLimited, limit, skip }: ReadForm<Plan>): SqlQuestion {
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
  if (isLimited) parameters.push(limit === 0 ? -1 : limit, skip);
  return { ...first, parameters, isSingle: limit === 1 || first.isByKey };
}

function listed(list: readonly SqlValue[], at: number): SqlValue {
  return list[Math.min(at, list.length - 1)] as SqlValue;
}

/** Finds each value of a question among its parameters; undefined where that is not certain, or SQL alone cannot answer. */
function planOf(asked: SqlQuestion, { values, isLimited }: ReadForm<Plan>): Plan | undefined {
  if (asked.rest !== null) return undefined;
  const places = placesOf(values);
  if (places === null) return undefined;
  const parameters = isLimited ? asked.parameters.slice(0, -2) : asked.parameters;
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
    // Twice: a constant that happens to be the same.
    if (found.has(at)) return undefined;
    found.add(at);
    slots.push({ kind: 'value', at, size });
    position += size;
  }
  return found.size === values.length ? { first: asked, slots } : undefined;
}

/** Where each key stands among the values; null when one stands twice. */
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
