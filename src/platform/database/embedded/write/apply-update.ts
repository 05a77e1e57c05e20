import { isSameValue } from '../documents/compare-values.js';
import { isDocument, type Document } from '../documents/document.js';
import { NotSupported } from '../documents/not-supported.js';
import { serverError } from '../tables/server-error.js';
import { fieldOf, setField, UPDATE_OPERATORS, type Parent } from './update-operators.js';

interface Step {
  readonly operator: string;
  readonly path: string;
  readonly operand: unknown;
}

/** A parsed and checked update. It can be applied to any number of documents. */
export type Update = readonly Step[];

function comparePaths(a: Step, b: Step): number {
  return a.path < b.path ? -1 : Number(a.path > b.path);
}

function refuseConflicts(steps: readonly Step[]): void {
  const sorted = steps.map((step) => step.path).sort();
  for (const [position, path] of sorted.entries()) {
    const clash = sorted.slice(position + 1).find((other) => other === path || other.startsWith(`${path}.`));
    if (clash === undefined) continue;
    throw serverError(
      40,
      'ConflictingUpdateOperators',
      `Updating the path '${clash}' would create a conflict at '${path}'`,
    );
  }
}

/** Reads an update. Throws for an operator that the engine does not have. */
export function parseUpdate(update: Document): Update {
  const steps: Step[] = [];
  for (const [operator, fields] of Object.entries(update)) {
    if (!Object.hasOwn(UPDATE_OPERATORS, operator)) throw new NotSupported(`the update operator ${operator}`);
    if (!isDocument(fields)) {
      throw serverError(
        9,
        'FailedToParse',
        `Modifiers operate on fields but we found another type for ${operator}`,
      );
    }
    for (const [path, operand] of Object.entries(fields)) {
      const segments = path.split('.');
      if (segments.some((segment) => segment.startsWith('$')))
        throw new NotSupported(`the positional path ${path}`);
      if (segments.includes('__proto__')) throw new NotSupported('a field named __proto__');
      if (segments.includes(''))
        throw serverError(56, 'EmptyFieldName', `The update path '${path}' has an empty field name`);
      steps.push({ operator, path, operand });
    }
  }
  if (steps.length > 1) {
    refuseConflicts(steps);
    // The server applies fields in the order of their names, so new fields appear in that order.
    steps.sort(comparePaths);
  }
  return steps;
}

/** The container of a path's last name. Creates missing ones when `isCreating`, otherwise returns null. */
function parentOf(
  document: Document,
  path: string,
  isCreating: boolean,
): { parent: Parent; name: string } | null {
  const segments = path.split('.');
  const name = segments.pop() ?? '';
  let parent: Parent = document;
  for (const segment of segments) {
    let next = fieldOf(parent, segment);
    if (next === undefined) {
      if (!isCreating) return null;
      next = {};
      setField(parent, segment, next);
    }
    if (!isDocument(next) && !Array.isArray(next)) {
      if (!isCreating) return null;
      throw serverError(28, 'PathNotViable', `Cannot create field '${name}' in element {${segment}: ...}`);
    }
    parent = next;
  }
  return { parent, name };
}

/** Applies an update to a document in place, so pass a copy. */
export function applyUpdate(document: Document, update: Update, isInsert: boolean): void {
  for (const { operator, path, operand } of update) {
    if (operator === '$setOnInsert' && !isInsert) continue;
    const { change, isCreating } = UPDATE_OPERATORS[operator] as (typeof UPDATE_OPERATORS)[string];
    const place = parentOf(document, path, isCreating);
    if (place === null) continue;
    if (path === '_id' && !isInsert && !isSameValue(operand, document['_id'])) {
      throw serverError(
        66,
        'ImmutableField',
        "Performing an update on the path '_id' would modify the immutable field '_id'",
      );
    }
    change(place.parent, place.name, operand === undefined ? null : operand);
  }
}
