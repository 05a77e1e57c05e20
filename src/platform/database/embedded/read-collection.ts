import { listOf } from './cut-texts.js';
import type { FieldsDecoder } from './decode-fields.js';
import { decodeDocument, decodeDocuments } from './document-codec.js';
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
  /** All that the projection reads, where it says so. */
  paths?: readonly string[] | null;
  /** Documents that the caller expects; 0 says nothing. */
  expected?: number;
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
  /** False when documents have to be looked at before the answer is known. */
  readonly isAnswered: boolean;
  readonly plan: QueryPlan;
  readonly show: Projection;
  /** Where only some fields are asked for. What may decide, or sort, is read whole; for a single text nothing is worth learning. */
  readonly decoder: FieldsDecoder | null;
}

/** Null when nothing can be found. */
export function sqlQuestion({ shape }: Source, question: Question): SqlQuestion | null {
  if (shape === null) return null;
  const plan = planQuery(shape, question.filter, question.sort);
  if (plan.isNever) return null;
  const { projection, paths = null } = question;
  const isAnswered = rowsAnswer(plan);
  const limit = isAnswered ? limitSql(question) : NO_LIMIT;
  return {
    sql: `SELECT doc${plan.from}${plan.order}${limit.sql}`,
    parameters: limit.sql === '' ? plan.parameters : [...plan.parameters, ...limit.parameters],
    isAnswered,
    plan,
    show: projection ?? ((document) => document),
    decoder: paths !== null && isAnswered && question.limit !== 1 ? shape.decoder(paths) : null,
  };
}

/** The documents that answer a question, one by one; nothing is held when SQL gives order and limit. */
export function* eachDocument(
  source: Source,
  question: Question,
  asked = sqlQuestion(source, question),
): Generator<Document> {
  if (asked === null) return;
  const { isAnswered, plan, show, decoder } = asked;
  if (isAnswered) {
    for (const text of textsOf(source.statements, asked))
      yield decoder === null ? show(decodeDocument(text)) : decoder.decode(text, show);
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

function* textsOf(statements: StatementCache, asked: SqlQuestion): Generator<string> {
  for (const [text] of statements.prepare(asked.sql).iterate(...asked.parameters)) yield text as string;
}

function* filtered(statements: StatementCache, asked: SqlQuestion): Generator<Document> {
  const { residual } = asked.plan;
  for (const text of textsOf(statements, asked)) {
    const document = decodeDocument(text);
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
  if (question.limit === 1) {
    const row = statement.get(...asked.parameters);
    return row === undefined ? [] : [asked.show(decodeDocument(row[0] as string))];
  }
  const texts = statement.all(...asked.parameters).map(([text]) => text as string);
  return chunksOf(texts).flatMap((chunk) => decodeTexts(chunk, asked));
}

function decodeTexts(texts: readonly string[], { decoder, show }: SqlQuestion): Document[] {
  const parts = decoder?.cut ? decoder.decodeList(listOf(texts, decoder.cut), show) : null;
  if (parts !== null) return parts;
  const whole = decodeDocuments(listOf(texts, null));
  if (whole[0] !== undefined) decoder?.learnFrom(whole[0]);
  return whole.map(show);
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
