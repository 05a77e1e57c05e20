import { isDocument } from '../documents/document.js';
import { encodeKey, isTooSmall } from '../documents/index-key.js';
import type { SqlValue } from '../store/sqlite.js';
import { OPTIONS } from './operation-options.js';

/** One key, or the keys of a list in order without repeats. */
export type FormValue = SqlValue | readonly SqlValue[];

/** A node in the tree of forms. Two questions that end at the same node differ only in their values. */
interface FormNode<Plan> {
  readonly next: Map<unknown, FormNode<Plan>>;
  /** The plan of the questions that end here, once one was made. */
  plan: Plan | undefined;
}

/** A question split into its form and its values. */
export interface ReadForm<Plan> {
  readonly node: FormNode<Plan>;
  /** In the order of the filter. */
  readonly values: readonly FormValue[];
  readonly isLimited: boolean;
  /** 0 means all. */
  readonly limit: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** SQLite takes only a few more parameters. */
export const LIST_MAX = 30_000;
/** Far more than the product needs. Later forms are planned each time. */
const NODES_MAX = 10_000;
const DOLLAR = 36;
const END = Symbol('end');
const LIMITED = Symbol('limited');
const COMPARISONS: ReadonlySet<string> = new Set(['$gt', '$gte', '$lt', '$lte']);
const PLAIN_OPTIONS: ReadonlySet<string> = new Set(OPTIONS.find);

/**
 * The forms of the questions asked of one table: which tests on which paths, with which kinds of values, in which order,
 * showing which fields. Only plain questions have a form. Nearly all of the product's questions are plain.
 */
export class QuestionForms<Plan> {
  readonly #root: FormNode<Plan> = { next: new Map(), plan: undefined };
  #nodes = 0;

  /** @param decisivePaths paths whose values, not only their kinds, choose the index */
  constructor(readonly decisivePaths: ReadonlySet<string>) {}

  /** Null when the question has no form. */
  read(filter: unknown, options: Fields): ReadForm<Plan> | null {
    const values: FormValue[] = [];
    const tested = this.#filter(this.#root, filter, values);
    const sorted = tested && this.#fields(tested, options['sort'], isDirection);
    const shown = sorted && this.#fields(sorted, options['projection'], isShown);
    if (shown === null || !hasPlainOptions(options)) return null;
    const limit = countOf(options['limit']);
    if (limit === null) return null;
    const isLimited = limit > 0;
    const node = isLimited ? this.#step(shown, LIMITED) : shown;
    return node && { node, values, isLimited, limit };
  }

  #step(from: FormNode<Plan>, key: unknown): FormNode<Plan> | null {
    const known = from.next.get(key);
    if (known !== undefined) return known;
    if (this.#nodes >= NODES_MAX) return null;
    this.#nodes += 1;
    const node = { next: new Map(), plan: undefined };
    from.next.set(key, node);
    return node;
  }

  #filter(from: FormNode<Plan>, filter: unknown, values: FormValue[]): FormNode<Plan> | null {
    if (!isDocument(filter)) return null;
    let node: FormNode<Plan> | null = from;
    for (const path in filter) {
      if (path.charCodeAt(0) === DOLLAR) return null;
      const isDecisive = this.decisivePaths.has(path);
      node = this.#step(node, path);
      node = node && this.#condition(node, filter[path], { isDecisive, values });
      node = node && this.#step(node, END);
      if (node === null) return null;
    }
    return node;
  }

  #condition(from: FormNode<Plan>, condition: unknown, into: Into): FormNode<Plan> | null {
    if (!isDocument(condition)) return this.#test(from, '$eq', condition, into);
    let node: FormNode<Plan> | null = null;
    for (const operator in condition) {
      node = this.#test(node ?? from, operator, condition[operator], into);
      if (node === null) return null;
    }
    return node;
  }

  #test(from: FormNode<Plan>, operator: string, value: unknown, into: Into): FormNode<Plan> | null {
    const isComparison = COMPARISONS.has(operator);
    if (!isComparison && operator !== '$eq' && operator !== '$ne' && operator !== '$in') return null;
    const node = this.#step(from, operator);
    if (node === null) return null;
    if (operator === '$in') return this.#list(node, value, into);
    // There are so few of these that the value itself is part of the form.
    if (value === null || typeof value === 'boolean') return isComparison ? null : this.#step(node, value);
    if (into.isDecisive) return typeof value === 'string' ? this.#step(node, value) : null;
    if (!hasKey(value)) return null;
    into.values.push(encodeKey(value));
    return this.#step(node, value instanceof Date ? 'date' : typeof value);
  }

  #list(from: FormNode<Plan>, list: unknown, { isDecisive, values }: Into): FormNode<Plan> | null {
    if (!Array.isArray(list) || list.length === 0) return null;
    if (!list.every((value) => typeof value === 'string')) return null;
    const distinct = list.length === 1 ? list : [...new Set(list)];
    if (distinct.length > LIST_MAX) return null;
    if (!isDecisive) {
      values.push(distinct.map(encodeKey));
      return this.#step(from, paddedSize(distinct.length));
    }
    let node: FormNode<Plan> | null = from;
    for (const value of distinct) node = node && this.#step(node, value);
    return node;
  }

  /** A sort or a projection: paths, each with a small value. */
  #fields(
    from: FormNode<Plan>,
    fields: unknown,
    isPlain: (value: unknown) => boolean,
  ): FormNode<Plan> | null {
    let node: FormNode<Plan> | null = from;
    if (fields !== undefined && fields !== null) {
      if (!isDocument(fields)) return null;
      for (const path in fields) {
        if (!isPlain(fields[path])) return null;
        node = node && this.#step(node, path);
        node = node && this.#step(node, fields[path]);
      }
    }
    return node && this.#step(node, END);
  }
}

interface Into {
  readonly isDecisive: boolean;
  readonly values: FormValue[];
}

/** Pads a list to a power of two by repeating its last value, so that there are few different statements. */
export function paddedSize(length: number): number {
  return Math.min(2 ** Math.ceil(Math.log2(length)), LIST_MAX);
}

function hasKey(value: unknown): boolean {
  if (typeof value === 'string') return true;
  if (typeof value === 'number') return Number.isFinite(value) && !isTooSmall(value);
  return value instanceof Date && !Number.isNaN(value.getTime());
}

function isDirection(value: unknown): boolean {
  return value === 1 || value === -1;
}

function isShown(value: unknown): boolean {
  return value === 1 || value === 0;
}

function countOf(value: unknown): number | null {
  if (value === undefined || value === null) return 0;
  return Number.isInteger(value) && (value as number) >= 0 ? (value as number) : null;
}

/** Any other option is refused later, or may change what the question means. */
function hasPlainOptions(options: Fields): boolean {
  for (const name in options) {
    if (!PLAIN_OPTIONS.has(name) && options[name] !== undefined) return false;
  }
  return true;
}
