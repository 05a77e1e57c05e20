import type { Document } from '../documents/document.js';
import type { StatementCache } from '../store/statement-cache.js';
import type { StoreWorker } from '../store/store-worker.js';
import { decodeWhole, findDocuments, type SqlQuestion } from './read-collection.js';

/** From these numbers of parameters or expected documents on, waking another thread pays off. */
const APART_MIN = { parameters: 128, documents: 1000 };

interface Source {
  readonly statements: StatementCache;
  /** The reading thread. Null when there is none. */
  readonly reader: StoreWorker | null;
}

/**
 * All documents that answer a question. Reads a large answer in the reading thread, or here when that thread fails.
 * @param ask makes the question; called again after a failure
 * @param expected how many documents the caller expects; 0: unknown
 */
export async function findAll(
  source: Source,
  ask: () => SqlQuestion | null,
  expected: number,
): Promise<Document[]> {
  const asked = ask();
  if (source.reader === null || asked === null || !isLarge(asked, expected))
    return findDocuments(source.statements, asked);
  try {
    return await findApart(source.reader, asked);
  } catch {
    return findDocuments(source.statements, ask());
  }
}

function isLarge({ rest, parameters }: SqlQuestion, expected: number): boolean {
  if (rest !== null) return false;
  return parameters.length >= APART_MIN.parameters || expected >= APART_MIN.documents;
}

/** Reads only the part of each text that has the requested fields. */
async function findApart(reader: StoreWorker, asked: SqlQuestion): Promise<Document[]> {
  const { sql, parameters, decoder, show } = asked;
  const cut = decoder?.cut ?? null;
  const parts = cut && decoder?.decodeList(await reader.read({ sql, parameters, cut }), show);
  return parts ?? decodeWhole(await reader.read({ sql, parameters, cut: null }), asked);
}
