import type { FieldsDecoder } from './decode-fields.js';
import { decodeDocument } from './document-codec.js';
import type { Document } from './document.js';
import type { Projection } from './project-document.js';
import { planQuery, type QueryPlan, type SortSpec } from './query-plan.js';
import { sortDocuments } from './sort-documents.js';
import type { SqlValue } from './sqlite.js';
import type { StatementCache } from './statement-cache.js';
import type { Row } from './stored-collection.js';
import type { TableShape } from './table-shape.js';

export interface Question {
  filter: Document;
  sort: SortSpec;
  skip: number;
  /** 0 means all. */
  limit: number;
  projection: Projection | null;
  /** The only fields that the projection reads, where it says so. */
  fields?: readonly string[] | null;
}

interface Source {
  statements: StatementCache;
  shape: TableShape | null;
}

const NO_LIMIT = { sql: '', parameters: [] };

function limitSql(question: Question): { sql: string; parameters: number[] } {
  if (question.limit === 0 && question.skip === 0) return NO_LIMIT;
  return {
    sql: ' LIMIT ? OFFSET ?',
    parameters: [question.limit === 0 ? -1 : question.limit, question.skip],
  };
}

function rowsAnswer(plan: QueryPlan): boolean {
  return plan.residual === null && !plan.isSortLeft;
}

function decoderOf(shape: TableShape, { fields = null }: Question): (text: string) => Document {
  if (fields === null) return decodeDocument;
  const decoder = shape.decoder(fields);
  return (text) => decoder.decode(text);
}

/** A question as it is put to SQL: its only column holds the texts of documents. */
export interface SqlQuestion {
  readonly sql: string;
  readonly parameters: SqlValue[];
  /** False when documents have to be looked at before the answer is known. */
  readonly isAnswered: boolean;
  readonly plan: QueryPlan;
  readonly decode: (text: string) => Document;
  readonly show: (document: Document) => Document;
  /** Where only some fields are asked for. */
  readonly fields: FieldsDecoder | null;
}

/** Null when nothing can be found. */
export function sqlQuestion({ shape }: Source, question: Question): SqlQuestion | null {
  if (shape === null) return null;
  const plan = planQuery(shape, question.filter, question.sort);
  if (plan.isNever) return null;
  const { projection, fields = null } = question;
  const isAnswered = rowsAnswer(plan);
  const limit = isAnswered ? limitSql(question) : NO_LIMIT;
  return {
    sql: `SELECT doc${plan.from}${plan.order}${limit.sql}`,
    parameters: limit.sql === '' ? plan.parameters : [...plan.parameters, ...limit.parameters],
    isAnswered,
    plan,
    // What may decide, or sort, is read whole; for a single text nothing is worth learning.
    decode: isAnswered && question.limit !== 1 ? decoderOf(shape, question) : decodeDocument,
    show: projection ?? ((document) => document),
    fields: fields && shape.decoder(fields),
  };
}

/** The documents that answer a question, one by one; nothing is held when SQL gives order and limit. */
export function* eachDocument(
  source: Source,
  question: Question,
  asked = sqlQuestion(source, question),
): Generator<Document> {
  if (asked === null) return;
  const { isAnswered, plan, show } = asked;
  if (isAnswered) {
    for (const document of decoded(source.statements, asked)) yield show(document);
    return;
  }
  const found = filtered(source.statements, asked);
  const last = question.limit === 0 ? Infinity : question.skip + question.limit;
  let position = 0;
  for (const document of plan.isSortLeft ? sortDocuments([...found], question.sort) : found) {
    if (position >= question.skip) yield show(document);
    position += 1;
    if (position >= last) return;
  }
}

function* decoded(statements: StatementCache, asked: SqlQuestion): Generator<Document> {
  for (const [text] of statements.prepare(asked.sql).iterate(...asked.parameters)) {
    yield asked.decode(text as string);
  }
}

function* filtered(statements: StatementCache, asked: SqlQuestion): Generator<Document> {
  const { residual } = asked.plan;
  for (const document of decoded(statements, asked)) {
    if (residual === null || residual(document)) yield document;
  }
}

/** All documents that answer a question, read at once. */
export function findDocuments(
  source: Source,
  question: Question,
  asked = sqlQuestion(source, question),
): Document[] {
  if (asked === null) return [];
  if (!asked.isAnswered) return [...eachDocument(source, question, asked)];
  const statement = source.statements.prepare(asked.sql);
  const { decode, show } = asked;
  if (question.limit !== 1) {
    return statement.all(...asked.parameters).map(([text]) => show(decode(text as string)));
  }
  const row = statement.get(...asked.parameters);
  return row === undefined ? [] : [show(decode(row[0] as string))];
}

/** The rows to be written over: the first one, or all of them. */
export function findRows(
  source: Source,
  question: Pick<Question, 'filter' | 'sort'> & { isFirstOnly: boolean },
): Row[] {
  if (source.shape === null) return [];
  const plan = planQuery(source.shape, question.filter, question.sort);
  if (plan.isNever) return [];
  const isLimited = question.isFirstOnly && rowsAnswer(plan);
  const sql = `SELECT rowid, doc${plan.from}${plan.order}${isLimited ? ' LIMIT 1' : ''}`;
  const rows: Row[] = [];
  for (const [rowid, text] of source.statements.prepare(sql).iterate(...plan.parameters)) {
    const row = { rowid: rowid as number, text: text as string, document: decodeDocument(text as string) };
    if (plan.residual !== null && !plan.residual(row.document)) continue;
    rows.push(row);
    if (question.isFirstOnly && !plan.isSortLeft) break;
  }
  if (!plan.isSortLeft) return rows;
  const byDocument = new Map(rows.map((row) => [row.document, row]));
  const sorted = sortDocuments([...byDocument.keys()], question.sort).map(
    (document) => byDocument.get(document) as Row,
  );
  return question.isFirstOnly ? sorted.slice(0, 1) : sorted;
}

/** Counts in SQL alone where the key columns answer the filter. */
export function countDocuments(source: Source, question: Question): number {
  const all = { filter: question.filter, sort: [], skip: 0, limit: 0, projection: null };
  const asked = sqlQuestion(source, all);
  if (asked === null) return 0;
  const { plan } = asked;
  let count = 0;
  if (plan.residual === null) {
    count = Number(
      source.statements.prepare(`SELECT count(*)${plan.from}`).get(...plan.parameters)?.[0] ?? 0,
    );
  } else {
    const rows = filtered(source.statements, asked);
    while (rows.next().done !== true) count += 1;
  }
  const left = Math.max(count - question.skip, 0);
  return question.limit === 0 ? left : Math.min(left, question.limit);
}
