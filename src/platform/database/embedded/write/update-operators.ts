import { compareValues, isSameValue } from '../documents/compare-values.js';
import { ownField, type Document } from '../documents/document.js';
import { NotSupported } from '../documents/not-supported.js';
import { serverError } from '../tables/server-error.js';

/** What holds a field: a document by name, an array by position. */
export type Parent = Document | unknown[];
type Change = (parent: Parent, name: string, operand: unknown) => void;

const INDEX = /^(0|[1-9]\d*)$/;

export function fieldOf(parent: Parent, name: string): unknown {
  if (Array.isArray(parent)) return INDEX.test(name) ? parent[Number(name)] : undefined;
  return ownField(parent, name);
}

export function setField(parent: Parent, name: string, value: unknown): void {
  if (!Array.isArray(parent)) {
    parent[name] = value;
    return;
  }
  if (!INDEX.test(name))
    throw serverError(28, 'PathNotViable', `Cannot create field '${name}' in an array element`);
  if (Number(name) >= parent.length) throw new NotSupported('setting an element past the end of an array');
  parent[Number(name)] = value;
}

const unset: Change = (parent, name) => {
  if (!Array.isArray(parent)) delete parent[name];
  else if (fieldOf(parent, name) !== undefined) parent[Number(name)] = null;
};

const increment: Change = (parent, name, operand) => {
  if (typeof operand !== 'number')
    throw serverError(14, 'TypeMismatch', 'Cannot $inc with a non-numeric argument');
  const current = fieldOf(parent, name) ?? 0;
  if (typeof current !== 'number')
    throw serverError(14, 'TypeMismatch', `Cannot apply $inc to a value of non-numeric type, in ${name}`);
  setField(parent, name, current + operand);
};

const max: Change = (parent, name, operand) => {
  const current = fieldOf(parent, name);
  if (current === undefined || compareValues(operand, current) > 0) setField(parent, name, operand);
};

const pull: Change = (parent, name, operand) => {
  if (typeof operand !== 'string') throw new NotSupported('$pull of anything but a text');
  const list = fieldOf(parent, name);
  if (list === undefined) return;
  if (!Array.isArray(list)) throw serverError(2, 'BadValue', 'Cannot apply $pull to a non-array value');
  const kept = list.filter((item) => !isSameValue(item, operand));
  setField(parent, name, kept);
};

/**
 * Every update operator that the engine has, and whether it creates the containers that are missing on the path.
 * The engine's README lists them; a test compares the two.
 */
export const UPDATE_OPERATORS: Readonly<Record<string, { change: Change; isCreating: boolean }>> = {
  $set: { change: setField, isCreating: true },
  $setOnInsert: { change: setField, isCreating: true },
  $unset: { change: unset, isCreating: false },
  $inc: { change: increment, isCreating: true },
  $max: { change: max, isCreating: true },
  $pull: { change: pull, isCreating: false },
};
