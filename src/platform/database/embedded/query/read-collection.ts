import { listOf } from '../documents/cut-texts.js';
import type { FieldsDecoder } from '../documents/decode-fields.js';
import { decodeDocument, decodeDocuments } from '../documents/document-codec.js';
import type { Document } from '../documents/document.js';
import type { SqlValue } from '../store/sqlite.js';
import type { StatementCache } from '../store/statement-cache.js';
import type { Row } from '../tables/stored-collection.js';
import type { TableShape } from '../tables/table-shape.js';
import type { Predicate } from './match-filter.js';
import { planQuery } from './query-plan.js';
import type { Question } from './read-request.js';

interface Source {
  readonly statements: StatementCache;
  readonly shape: TableShape | null;
}

/** A question as SQL. Its only column holds the texts of documents. */
export interface SqlQuestion {
  readonly sql: string;
  readonly parameters: SqlValue[];
  /** The question asks for one document at most, or can find no more than one. */
  readonly isSingle: boolean;
  readonly isByKey: boolean;
  readonly show: (document: Document) => Document;
  /** Set when the question asks for some fields only. A document that decides part of the filter is read whole. */
  readonly decoder: FieldsDecoder | null;
  /** What the documents themselves have to decide. Null when the rows are the answer. */
  readonly rest: Rest | null;
}

interface Rest {
  readonly matches: Predicate;
  /** 0 means all. */
  readonly limit: number;
}

const CHUNK_CHARACTERS = 1_000_000;
const showAll = (document: Document): Document => document;

/** Null when nothing can be found. */
export function sqlQuestion(shape: TableShape | null, question: Question): SqlQuestion | null {
  if (shape === null) return null;
  const plan = planQuery(shape, question.filter, question.sort);
  if (plan.isNever) return null;
  const { projection, limit } = question;
  const { residual } = plan;
  const isLimited = residual === null && limit > 0;
  return {
    sql: `SELECT doc${plan.from}${plan.order}${isLimited ? ' LIMIT ?' : ''}`,
    parameters: isLimited ? [...plan.parameters, limit] : plan.parameters,
    isSingle: limit === 1 || plan.isByKey,
    isByKey: plan.isByKey,
    show: projection?.show ?? showAll,
    decoder: residual === null && projection !== null ? shape.decoder(projection.fields) : null,
    rest: residual === null ? null : { matches: residual, limit },
  };
}

/** The documents that answer a question, one by one. Nothing is held in memory. */
export function* eachDocument(statements: StatementCache, asked: SqlQuestion | null): Generator<Document> {
  if (asked === null) return;
  const { rest, show } = asked;
  let count = 0;
  for (const [column] of statements.prepare(asked.sql).iterate(...asked.parameters)) {
    const text = column as string;
    if (rest === null) {
      yield shown(text, asked);
      continue;
    }
    const document = decodeDocument(text);
    if (!rest.matches(document)) continue;
    yield show(document);
    count += 1;
    if (count === rest.limit) return;
  }
}

function shown(text: string, { decoder, show }: SqlQuestion): Document {
  return decoder === null ? show(decodeDocument(text)) : decoder.decode(text, show);
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

/** The documents of a list of whole texts: for the first question, and for a list that cannot be cut. */
export function decodeWhole(list: string, { decoder, show }: SqlQuestion): Document[] {
  const documents = decodeDocuments(list);
  if (documents[0] !== undefined) decoder?.learnFrom(documents[0]);
  return documents.map(show);
}

/** Splits texts into lists that each fit into one string of reasonable length. */
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

/** The rows that a write changes: the first one found, or all of them. */
export function findRows(
  { statements, shape }: Source,
  { filter, isFirstOnly }: { readonly filter: Document; readonly isFirstOnly: boolean },
): Row[] {
  if (shape === null) return [];
  const { from, parameters, residual, isNever } = planQuery(shape, filter, []);
  if (isNever) return [];
  const sql = `SELECT rowid, doc${from}${isFirstOnly && residual === null ? ' LIMIT 1' : ''}`;
  const rows: Row[] = [];
  for (const [rowid, text] of statements.prepare(sql).iterate(...parameters)) {
    const row = { rowid: rowid as number, text: text as string, document: decodeDocument(text as string) };
    if (residual !== null && !residual(row.document)) continue;
    rows.push(row);
    if (isFirstOnly) break;
  }
  return rows;
}

/** Counts in SQL alone when the key columns decide the whole filter. */
export function countDocuments({ statements, shape }: Source, filter: Document): number {
  if (shape === null) return 0;
  const { from, parameters, residual, isNever } = planQuery(shape, filter, []);
  if (isNever) return 0;
  if (residual === null)
    return Number(statements.prepare(`SELECT count(*)${from}`).get(...parameters)?.[0] ?? 0);
  let count = 0;
  for (const [text] of statements.prepare(`SELECT doc${from}`).iterate(...parameters))
    if (residual(decodeDocument(text as string))) count += 1;
  return count;
}
