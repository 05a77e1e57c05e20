import { listOf } from '../documents/cut-texts.js';
import type { FieldsDecoder } from '../documents/decode-fields.js';
import { decodeDocument, decodeDocuments } from '../documents/document-codec.js';
import type { Document } from '../documents/document.js';
import type { Predicate } from './match-filter.js';
import type { Projection } from './project-document.js';
import { planQuery, type QueryPlan, type SortSpec } from './query-plan.js';
import { sortDocuments } from './sort-documents.js';
import type { SqlValue } from '../store/sqlite.js';
import type { StatementCache } from '../store/statement-cache.js';
import type { Row } from '../store/stored-collection.js';
import type { TableShape } from '../store/table-shape.js';
import { listOf } from './cut-texts.js';
import type { FieldsDecoder } from './decode-fields.js';
import type { Predicate } from './match-filter.js';
import type { Projection } from './project-document.js';
import { planQuery, type QueryPlan, type SortSpec } from './query-plan.js';
import { sortDocuments } from './sort-documents.js';

export interface Question {
  filter: Document;
  sort: SortSpec;
  skip: number;
  /** 0 means all. */
  limit: number;
  projection: Projection | null;
  /** All that the projection reads, where it says so. */
  paths?: readonly string[] | null;
}

interface Source {
  statements: StatementCache;
  shape: TableShape | null;
}

const CHUNK_CHARACTERS = 1_000_000;
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

/** A question as it is put to SQL: its only column holds the texts of documents. */
export interface SqlQuestion {
  readonly sql: string;
  readonly parameters: SqlValue[];
  /** One document at most is asked for, or can be found. */
  readonly isSingle: boolean;
  readonly isByKey: boolean;
  readonly show: Projection;
  /** Where only some fields are asked for. What may decide, or sort, is read whole. */
  readonly decoder: FieldsDecoder | null;
  /** What is left to be done with the documents before the answer is known; null: the rows are the answer. */
  readonly rest: Rest | null;
}

interface Rest {
  readonly residual: Predicate | null;
  /** Empty when SQL sorted. */
  readonly sort: SortSpec;
  readonly skip: number;
  readonly limit: number;
}

/** Null when nothing can be found. */
export function sqlQuestion(shape: TableShape | null, question: Question): SqlQuestion | null {
  if (shape === null) return null;
  const plan = planQuery(shape, question.filter, question.sort);
  if (plan.isNever) return null;
  const { projection, skip, limit, paths = null } = question;
  const isAnswered = rowsAnswer(plan);
  const limited = isAnswered ? limitSql(question) : NO_LIMIT;
  const sort = plan.isSortLeft ? question.sort : [];
  return {
    sql: `SELECT doc${plan.from}${plan.order}${limited.sql}`,
    parameters: [...plan.parameters, ...limited.parameters],
    isSingle: limit === 1 || plan.isByKey,
    isByKey: plan.isByKey,
    show: projection ?? ((document) => document),
    decoder: isAnswered && paths !== null ? shape.decoder(paths) : null,
    rest: isAnswered ? null : { residual: plan.residual, sort, skip, limit },
  };
}

/** The documents that answer a question, one by one; nothing is held when SQL gives order and limit. */
export function* eachDocument(statements: StatementCache, asked: SqlQuestion | null): Generator<Document> {
  if (asked === null) return;
  const { rest, show } = asked;
  if (rest === null) {
    for (const text of textsOf(statements, asked)) yield shown(text, asked);
    return;
  }
  const found = filtered(statements, asked, rest);
  const last = rest.limit === 0 ? Infinity : rest.skip + rest.limit;
  let position = 0;
  for (const document of rest.sort.length > 0 ? sortDocuments([...found], rest.sort) : found) {
    if (position >= rest.skip) yield show(document);
    position += 1;
    if (position >= last) return;
  }
}

function* textsOf(statements: StatementCache, asked: SqlQuestion): Generator<string> {
  for (const [text] of statements.prepare(asked.sql).iterate(...asked.parameters)) yield text as string;
}

function shown(text: string, { decoder, show }: SqlQuestion): Document {
  return decoder === null ? show(decodeDocument(text)) : decoder.decode(text, show);
}

function* filtered(statements: StatementCache, asked: SqlQuestion, { residual }: Rest): Generator<Document> {
  for (const text of textsOf(statements, asked)) {
    const document = decodeDocument(text);
    if (residual === null || residual(document)) yield document;
  }
}

/** All documents that answer a question, read at once. */
export function findDocuments(statements: StatementCache, asked: SqlQuestion | null): Document[] {
  if (asked === null) return [];
  if (asked.rest !== null) return [...eachDocument(statements, asked)];
  const statement = statements.prepare(asked.sql);
  if (asked.isSingle) {
    const row = statement.get(...asked.parameters);
    return row === undefined ? [] : [shown(row[0] as string, asked)];
  }
  const texts = statement.all(...asked.parameters).map(([text]) => text as string);
  return chunksOf(texts).flatMap((chunk) => decodeTexts(chunk, asked));
}

function decodeTexts(texts: readonly string[], asked: SqlQuestion): Document[] {
  const { decoder, show } = asked;
  const parts = decoder?.cut ? decoder.decodeList(listOf(texts, decoder.cut), show) : null;
  return parts ?? decodeWhole(listOf(texts, null), asked);
}

/** The documents of a list of whole texts: of the first question, or where one of them has another form. */
export function decodeWhole(list: string, { decoder, show }: SqlQuestion): Document[] {
  const documents = decodeDocuments(list);
  if (documents[0] !== undefined) decoder?.learnFrom(documents[0]);
  return documents.map(show);
}

/** Lists of texts that together are no longer than one string should be. */
function chunksOf(texts: readonly string[]): (readonly string[])[] {
  const chunks: (readonly string[])[] = [];
  let start = 0;
  let characters = 0;
  for (const [index, { length }] of texts.entries()) {
    characters += length;
    if (characters < CHUNK_CHARACTERS) continue;
    chunks.push(texts.slice(start, index + 1));
    [start, characters] = [index + 1, 0];
  }
  if (start < texts.length) chunks.push(texts.slice(start));
  return chunks;
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
export function countDocuments({ statements, shape }: Source, question: Question): number {
  if (shape === null) return 0;
  const plan = planQuery(shape, question.filter, []);
  if (plan.isNever) return 0;
  let count = 0;
  if (plan.residual === null) {
    count = Number(statements.prepare(`SELECT count(*)${plan.from}`).get(...plan.parameters)?.[0] ?? 0);
  } else {
    const all = { filter: question.filter, sort: [], skip: 0, limit: 0, projection: null };
    const rows = eachDocument(statements, sqlQuestion(shape, all));
    while (rows.next().done !== true) count += 1;
  }
  const left = Math.max(count - question.skip, 0);
  return question.limit === 0 ? left : Math.min(left, question.limit);
}
