import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from '../../errors/problem-error.js';
import { keepsTexts } from './accepts-lines.decorator.js';
import { parseJsonText, parseJsonTexts } from './json-text.js';

/** The URL with its query. */
const URL_CHARACTERS_MAX = 4096;
const QUERY_PARAMETERS_MAX = 32;
const HEADERS_MAX = 100;

const BYTE_ORDER_MARK = '\ufeff';

/** The only reader of JSON bodies. The server itself limits their size in bytes. */
export function addJsonParser(fastify: FastifyInstance): void {
  fastify.decorateRequest('bodyTexts', null);
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
    try {
      done(null, parseBody(request, textOf(bytes as Buffer)));
    } catch (error) {
      done(error as Error);
    }
  });
}

function parseBody(request: FastifyRequest, text: string): unknown {
  if (!keepsTexts(request)) return parseJsonText(text);
  const { value, texts } = parseJsonTexts(text);
  request.bodyTexts = texts;
  return value;
}

function textOf(bytes: Buffer): string {
  if (bytes.length === 0) throw new ProblemError(400, 'The body is empty.');
  // Checked first, because decoding would silently replace invalid bytes.
  if (!isUtf8(bytes)) throw new ProblemError(400, 'The body is not valid UTF-8.');
  const text = bytes.toString('utf8');
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

/** Checks the URL, the headers and the query before the body is read; null when all are within the limits. */
export function oversized(url: string, rawHeaders: readonly string[]): ProblemError | null {
  if (url.length > URL_CHARACTERS_MAX) return new ProblemError(414, 'The URL is too long.');
  if (rawHeaders.length > 2 * HEADERS_MAX)
    return new ProblemError(431, `More than ${HEADERS_MAX} headers are not accepted.`);
  const query = url.indexOf('?');
  return query !== -1 && hasTooMany(url, query)
    ? new ProblemError(400, `More than ${QUERY_PARAMETERS_MAX} query parameters are not accepted.`)
    : null;
}

function hasTooMany(url: string, query: number): boolean {
  let count = 1;
  for (let at = url.indexOf('&', query); at !== -1; at = url.indexOf('&', at + 1)) count += 1;
  return count > QUERY_PARAMETERS_MAX;
}
