import { compareValues, typeRank } from '../documents/compare-values.js';
import { isDocument, ownField, type Document } from '../documents/document.js';
import { compileFilter, compileNodes } from '../query/match-filter.js';
import { NotSupported } from '../documents/not-supported.js';
import { parseElementTests } from '../query/parse-filter.js';
import { serverError } from '../store/server-error.js';
import { parseSort, sortDocuments } from '../query/sort-documents.js';
import { isDocument, ownField, type Document } from '../store/document.js';

/** What holds a field: a document by name, an array by position. */
export type Parent = Document | unknown[];
type Change = (parent: Parent, name: string, operand: unknown) => void;

const INDEX = /^(0|[1-9]\d*)$/;

export function fieldOf(parent: Parent, name: string): unknown {
  if (Array.isArray(parent)) return INDEX.test(name) ? parent[Number(name)] : undefined;
  return ownField(parent, name);
}

export function setField(parent: Parent, name: string, value: unknown): void {
  if (Array.isArray(parent)) {
    if (!INDEX.test(name)) {
      throw serverError(28, 'PathNotViable', `Cannot create field '${name}' in an array element`);
    }
    const position = Number(name);
    if (position > 1_500_000) throw serverError(2, 'BadValue', 'too many elements to pad an array with');
    while (parent.length < position) parent.push(null);
    parent[position] = value;
  } else {
    parent[name] = value;
  }
}

function numberOperand(operator: string, operand: unknown): number {
  if (typeof operand === 'number') return operand;
  throw serverError(14, 'TypeMismatch', `Cannot ${operator} with a non-numeric argument`);
}

function arithmetic(operator: '$inc' | '$mul'): Change {
  return (parent, name, operand) => {
    const amount = numberOperand(operator, operand);
    const current = fieldOf(parent, name);
    if (current === undefined) return setField(parent, name, operator === '$inc' ? amount : 0);
    if (typeof current !== 'number') {
      throw serverError(
        14,
        'TypeMismatch',
        `Cannot apply ${operator} to a value of non-numeric type, in ${name}`,
      );
    }
    setField(parent, name, operator === '$inc' ? current + amount : current * amount);
  };
}

function extreme(sign: 1 | -1): Change {
  return (parent, name, operand) => {
    const current = fieldOf(parent, name);
    if (current === undefined || compareValues(operand, current) * sign > 0) setField(parent, name, operand);
  };
}

function listOf(operator: string, parent: Parent, name: string): unknown[] | undefined {
  const current = fieldOf(parent, name);
  if (current === undefined || Array.isArray(current)) return current;
  throw serverError(2, 'BadValue', `The field '${name}' must be an array to apply ${operator}`);
}

/** The items and modifiers of `{$each: [...], $slice: n}`, or of a single item. */
function eachOf(operand: unknown, allowed: readonly string[]): { items: unknown[]; modifiers: Document } {
  if (!isDocument(operand) || !('$each' in operand)) return { items: [operand], modifiers: {} };
  const { $each: items, ...modifiers } = operand;
  if (!Array.isArray(items)) throw serverError(14, 'TypeMismatch', 'The argument to $each must be an array');
  const unknown = Object.keys(modifiers).find((name) => !allowed.includes(name));
  if (unknown !== undefined) throw serverError(2, 'BadValue', `Unrecognized clause in $each: ${unknown}`);
  return { items, modifiers };
}

function sortList(list: unknown[], spec: unknown): unknown[] {
  if (typeof spec === 'number') return list.sort((a, b) => compareValues(a, b) * spec);
  if (!list.every(isDocument))
    throw new NotSupported('$push with $sort by a field over values that are no documents');
  return sortDocuments(list, parseSort(spec));
}

const push: Change = (parent, name, operand) => {
  const { items, modifiers } = eachOf(operand, ['$slice', '$sort', '$position']);
  let list = listOf('$push', parent, name) ?? [];
  const position = modifiers['$position'];
  if (typeof position === 'number') list.splice(position, 0, ...items);
  else list.push(...items);
  if (modifiers['$sort'] !== undefined) list = sortList(list, modifiers['$sort']);
  const slice = modifiers['$slice'];
  if (typeof slice === 'number')
    list = slice === 0 ? [] : slice < 0 ? list.slice(slice) : list.slice(0, slice);
  setField(parent, name, list);
};

const addToSet: Change = (parent, name, operand) => {
  const { items } = eachOf(operand, []);
  const list = listOf('$addToSet', parent, name) ?? [];
  for (const item of items) {
    if (!list.some((present) => isSame(present, item))) list.push(item);
  }
  setField(parent, name, list);
};

export function isSame(a: unknown, b: unknown): boolean {
  return a === b || (typeRank(a) === typeRank(b) && compareValues(a, b) === 0);
}

function pullTest(operand: unknown): (item: unknown) => boolean {
  if (operand instanceof RegExp) return (item) => typeof item === 'string' && operand.test(item);
  if (!isDocument(operand)) return (item) => isSame(item, operand);
  const tests = parseElementTests(operand);
  if (tests !== null) {
    const predicate = compileNodes(tests);
    return (item) => predicate({ '': item });
  }
  const predicate = compileFilter(operand);
  return (item) => isDocument(item) && predicate(item);
}

function pulling(operator: '$pull' | '$pullAll'): Change {
  return (parent, name, operand) => {
    const list = listOf(operator, parent, name);
    if (list === undefined) return;
    const test =
      operator === '$pull'
        ? pullTest(operand)
        : (item: unknown) => (operand as unknown[]).some((value) => isSame(item, value));
    setField(
      parent,
      name,
      list.filter((item) => !test(item)),
    );
  };
}

const pop: Change = (parent, name, operand) => {
  const list = listOf('$pop', parent, name);
  if (operand !== 1 && operand !== -1) throw serverError(9, 'FailedToParse', '$pop expects 1 or -1');
  if (operand === 1) list?.pop();
  else list?.shift();
};

const unset: Change = (parent, name) => {
  if (Array.isArray(parent)) {
    if (fieldOf(parent, name) !== undefined) parent[Number(name)] = null;
  } else {
    delete parent[name];
  }
};

/** What each operator does at a path, and whether it makes the containers that are missing on the way. */
export const CHANGES: Record<string, { change: Change; isMaking: boolean }> = {
  $set: { change: setField, isMaking: true },
  $setOnInsert: { change: setField, isMaking: true },
  $unset: { change: unset, isMaking: false },
  $inc: { change: arithmetic('$inc'), isMaking: true },
  $mul: { change: arithmetic('$mul'), isMaking: true },
  $min: { change: extreme(-1), isMaking: true },
  $max: { change: extreme(1), isMaking: true },
  $push: { change: push, isMaking: true },
  $addToSet: { change: addToSet, isMaking: true },
  $pull: { change: pulling('$pull'), isMaking: false },
  $pullAll: { change: pulling('$pullAll'), isMaking: false },
  $pop: { change: pop, isMaking: false },
};
