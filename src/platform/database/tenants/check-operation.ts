import { boundPractice, isFields, practiceOfKey, type BoundPractice, type Fields } from './bound-practice.js';
import type { CrossPracticeQuestion, QuestionForm, Tenancy } from './tenancy.js';
import { UnboundQuery } from './unbound-query.js';

/** What the checks know of a collection. */
export interface GuardedCollection {
  readonly name: string;
  readonly tenancy: Tenancy;
}

type Arguments = readonly unknown[];
type Check = (collection: GuardedCollection, operation: string, given: Arguments) => void;

const IN_NO_PRACTICE = 'a document must have practiceId, and an _id that begins with it';
const ASKS_ALL = 'its filter must have practiceId as text, or an _id from docId()';
const LEAVES = 'it would move a document to another practice';

/** Stages that read or write collections other than the checked one. */
const REACHING_STAGES: ReadonlySet<string> = new Set([
  '$lookup',
  '$graphLookup',
  '$unionWith',
  '$out',
  '$merge',
]);

const question: Check = (collection, operation, [filter]) => void bind(collection, operation, [filter]);

const distinct: Check = (collection, operation, [field, filter]) => {
  // Commands over the whole store list the practices first.
  if (field === 'practiceId' && isFields(filter) && Object.keys(filter).length === 0) return;
  const bound = boundPractice(filter, collection.tenancy.key);
  // Across practices only the list of practices may be read, never a field of their documents.
  if (bound === null && field !== 'practiceId') throw new UnboundQuery(collection.name, operation, ASKS_ALL);
  question(collection, operation, [filter ?? {}]);
};

const update: Check = (collection, operation, [filter, change, options]) => {
  const bound = bind(collection, operation, [filter]);
  const isUpsert = isFields(options) && options['upsert'] === true;
  checkChange(collection, operation, { change, bound, isUpsert });
};

const replace: Check = (collection, operation, [filter, replacement]) => {
  const bound = bind(collection, operation, [filter]);
  const practiceId = checkDocument(collection, operation, replacement, true);
  if (bound?.kind !== 'practice' || bound.id !== practiceId)
    throw new UnboundQuery(collection.name, operation, LEAVES);
};

const aggregate: Check = (collection, operation, [pipeline]) => {
  const [first, ...rest] = Array.isArray(pipeline) ? (pipeline as unknown[]) : [];
  const filter = isFields(first) ? first['$match'] : undefined;
  if (boundPractice(filter, collection.tenancy.key) === null)
    throw new UnboundQuery(
      collection.name,
      operation,
      'its first stage must be a $match that is bound to a practice',
    );
  for (const stage of rest) {
    const [name = ''] = isFields(stage) ? Object.keys(stage) : [];
    if (REACHING_STAGES.has(name) || name === '$facet')
      throw new UnboundQuery(collection.name, operation, `${name} reaches further than its $match`);
  }
};

const bulkWrite: Check = (collection, operation, [operations]) => {
  for (const each of Array.isArray(operations) ? (operations as unknown[]) : []) {
    const [name = '', body] = (isFields(each) && Object.entries(each)[0]) || [];
    const check = BULK[name];
    if (check === undefined || !isFields(body))
      throw new UnboundQuery(collection.name, operation, 'one of its operations is unknown');
    check(collection, operation, body);
  }
};

/** The check of each operation that a guarded collection allows. */
export const CHECKS: Readonly<Record<string, Check>> = {
  find: question,
  findOne: question,
  countDocuments: question,
  deleteOne: question,
  deleteMany: question,
  findOneAndDelete: question,
  distinct,
  updateOne: update,
  updateMany: update,
  findOneAndUpdate: update,
  replaceOne: replace,
  findOneAndReplace: replace,
  insertOne: (collection, operation, [document]) => void checkDocument(collection, operation, document),
  insertMany: (collection, operation, [documents]) => {
    for (const document of Array.isArray(documents) ? (documents as unknown[]) : [])
      checkDocument(collection, operation, document);
  },
  aggregate,
  bulkWrite,
};

const BULK: Readonly<
  Record<string, (collection: GuardedCollection, operation: string, body: Fields) => void>
> = {
  insertOne: (collection, operation, { document }) => void checkDocument(collection, operation, document),
  updateOne: (collection, operation, body) =>
    update(collection, operation, [body['filter'], body['update'], body]),
  updateMany: (collection, operation, body) =>
    update(collection, operation, [body['filter'], body['update'], body]),
  replaceOne: (collection, operation, { filter, replacement }) =>
    replace(collection, operation, [filter, replacement]),
  deleteOne: (collection, operation, { filter }) => question(collection, operation, [filter]),
  deleteMany: (collection, operation, { filter }) => question(collection, operation, [filter]),
};

/** The practice of the filter. Null for a query that the collection declares as cross-practice. */
function bind(collection: GuardedCollection, operation: string, [filter]: Arguments): BoundPractice | null {
  const bound = boundPractice(filter, collection.tenancy.key);
  if (bound !== null) return bound;
  const { crossPractice } = collection.tenancy;
  if (isFields(filter) && crossPractice.some((declared) => isAsked(declared, operation, filter))) return null;
  throw new UnboundQuery(collection.name, operation, ASKS_ALL);
}

function isAsked(declared: CrossPracticeQuestion, operation: string, filter: Fields): boolean {
  if (declared.operation !== operation) return false;
  const fields = Object.entries(declared.filter);
  return (
    Object.keys(filter).length === fields.length &&
    fields.every(([field, form]) => Object.hasOwn(filter, field) && hasForm(filter[field], form))
  );
}

function hasForm(value: unknown, form: QuestionForm): boolean {
  if (form === 'text') return typeof value === 'string';
  if (form === 'true') return value === true;
  if (!isFields(value)) return false;
  const [operator, ...others] = Object.keys(value);
  return operator === `$${form}` && others.length === 0;
}

/** @returns the practice of the document */
function checkDocument(
  { name, tenancy: { key } }: GuardedCollection,
  operation: string,
  document: unknown,
  mayLackId = false,
): string {
  const { practiceId, _id: id } = isFields(document) ? document : {};
  if (typeof practiceId !== 'string' || practiceId === '' || practiceId.includes(':'))
    throw new UnboundQuery(name, operation, IN_NO_PRACTICE);
  const isItsOwn =
    (mayLackId && id === undefined) ||
    key === 'none' ||
    (key === 'practice' ? id === practiceId : practiceOfKey(id) === practiceId);
  if (!isItsOwn) throw new UnboundQuery(name, operation, IN_NO_PRACTICE);
  return practiceId;
}

interface Change {
  readonly change: unknown;
  readonly bound: BoundPractice | null;
  readonly isUpsert: boolean;
}

/** A change must not move a document to another practice, and an upsert must not create one without a practice. */
function checkChange(
  { name }: GuardedCollection,
  operation: string,
  { change, bound, isUpsert }: Change,
): void {
  if (!isFields(change)) throw new UnboundQuery(name, operation, 'its change must be plain operators');
  let isHeld = false;
  for (const [operator, body] of Object.entries(change)) {
    if (!operator.startsWith('$') || operator === '$rename' || !isFields(body))
      throw new UnboundQuery(name, operation, 'its change must be plain operators');
    if (!Object.hasOwn(body, 'practiceId')) continue;
    const isSame = bound?.kind === 'practice' && body['practiceId'] === bound.id;
    if (!isSame || (operator !== '$set' && operator !== '$setOnInsert'))
      throw new UnboundQuery(name, operation, LEAVES);
    isHeld = true;
  }
  if (isUpsert && !isHeld) throw new UnboundQuery(name, operation, IN_NO_PRACTICE);
}
