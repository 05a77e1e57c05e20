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

function limitSql(question: Question): { sql: string; parameters: number[] } {
  if (question.limit === 0 && question.skip === 0) return { sql: '', parameters: [] };
  return {
    sql: ' LIMIT ? OFFSET ?',
    parameters: [question.limit === 0 ? -1 : question.limit, question.skip],
  };
}

function isAnswered(plan: QueryPlan): boolean {
  return plan.residual === null && !plan.isSortLeft;
}

function decoderOf(shape: TableShape, { fields = null }: Question): (text: string) => Document {
  if (fields === null) return decodeDocument;
  const decoder = shape.decoder(fields);
  return (text) => decoder.decode(text);
}

function* texts(statements: StatementCache, sql: string, parameters: SqlValue[]): Generator<string> {
  for (const [text] of statements.prepare(sql).iterate(...parameters)) yield text as string;
}

/** The documents that answer a question, one by one; nothing is held when SQL gives order and limit. */
export function* eachDocument(source: Source, question: Question): Generator<Document> {
  if (source.shape === null) return;
  const plan = planQuery(source.shape, question.filter, question.sort);
  if (plan.isNever) return;
  const show = question.projection ?? ((document: Document) => document);
  if (isAnswered(plan)) {
    const limit = limitSql(question);
    const sql = `SELECT doc${plan.from}${plan.order}${limit.sql}`;
    const decode = decoderOf(source.shape, question);
    for (const text of texts(source.statements, sql, [...plan.parameters, ...limit.parameters])) {
      yield show(decode(text));
    }
    return;
  }
  const last = question.limit === 0 ? Infinity : question.skip + question.limit;
  let position = 0;
  for (const document of matching(source.statements, plan, question.sort)) {
    if (position >= question.skip) yield show(document);
    position += 1;
    if (position >= last) return;
  }
}

function* matching(statements: StatementCache, plan: QueryPlan, sort: SortSpec): Generator<Document> {
  const found = filtered(statements, plan);
  yield* plan.isSortLeft ? sortDocuments([...found], sort) : found;
}

function* filtered(statements: StatementCache, plan: QueryPlan): Generator<Document> {
  for (const text of texts(statements, `SELECT doc${plan.from}${plan.order}`, plan.parameters)) {
    const document = decodeDocument(text);
    if (plan.residual === null || plan.residual(document)) yield document;
  }
}

/** A question that SQL answers alone: its only column holds the texts of the documents. */
export interface SqlQuestion {
  readonly sql: string;
  readonly parameters: SqlValue[];
  readonly decode: (text: string) => Document;
  readonly show: (document: Document) => Document;
  /** Where only some fields are asked for. */
  readonly fields: FieldsDecoder | null;
}

/** Null when documents have to be looked at before the answer is known. */
export function sqlQuestion(shape: TableShape, question: Question): SqlQuestion | 'nothing' | null {
  const plan = planQuery(shape, question.filter, question.sort);
  if (plan.isNever) return 'nothing';
  if (!isAnswered(plan)) return null;
  const limit = limitSql(question);
  const { projection, fields = null } = question;
  const decode = question.limit === 1 ? decodeDocument : decoderOf(shape, question);
  const show = projection ?? ((document: Document) => document);
  return {
    sql: `SELECT doc${plan.from}${plan.order}${limit.sql}`,
    parameters: limit.sql === '' ? plan.parameters : [...plan.parameters, ...limit.parameters],
    decode: (text) => show(decode(text)),
    show,
    fields: fields && shape.decoder(fields),
  };
}

/** All documents that answer a question, read at once. */
export function findDocuments(
  source: Source,
  question: Question,
  asked = source.shape === null ? 'nothing' : sqlQuestion(source.shape, question),
): Document[] {
  if (asked === 'nothing') return [];
  if (asked === null) return [...eachDocument(source, question)];
  const statement = source.statements.prepare(asked.sql);
  if (question.limit !== 1) {
    return statement.all(...asked.parameters).map(([text]) => asked.decode(text as string));
  }
  const row = statement.get(...asked.parameters);
  return row === undefined ? [] : [asked.decode(row[0] as string)];
}

/** The rows to be written over: the first one, or all of them. */
export function findRows(
  source: Source,
  question: Pick<Question, 'filter' | 'sort'> & { isFirstOnly: boolean },
): Row[] {
  if (source.shape === null) return [];
  const plan = planQuery(source.shape, question.filter, question.sort);
  if (plan.isNever) return [];
  const isLimited = question.isFirstOnly && isAnswered(plan);
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
  if (source.shape === null) return 0;
  const plan = planQuery(source.shape, question.filter, []);
  if (plan.isNever) return 0;
  let count = 0;
  if (plan.residual === null) {
    count = Number(
      source.statements.prepare(`SELECT count(*)${plan.from}`).get(...plan.parameters)?.[0] ?? 0,
    );
  } else {
    const rows = filtered(source.statements, plan);
    while (rows.next().done !== true) count += 1;
  }
  const left = Math.max(count - question.skip, 0);
  return question.limit === 0 ? left : Math.min(left, question.limit);
}
