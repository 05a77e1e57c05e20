import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { ProblemError } from '../../platform/errors/problem-error.js';
import { recordId } from '../../platform/http/input-fields.js';
import type { Saved, VersionConflict, Versioned } from './versioned-records.js';

/** The part of a reply that the answer to a PUT uses. */
export interface PutReply {
  status(code: number): unknown;
  header(name: string, value: string): unknown;
}

const SERVER_FIELDS = new Set(['id', 'version', 'practiceId', 'pinnedWindowStart']);
const PAGE_DEFAULT = 100;
const PAGE_MAX = 1000;

export const idParameter = z.strictObject({ id: recordId });
export type IdParameter = z.output<typeof idParameter>;

export const pageQuery = z.strictObject({
  cursor: recordId.optional(),
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(PAGE_DEFAULT),
});
export type PageQuery = z.output<typeof pageQuery>;

/** A body may be a record as it was read. Fields that only the server writes are ignored. */
export function putBody<T extends z.ZodType>(content: T) {
  return z.preprocess((body) => {
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
    return Object.fromEntries(Object.entries(body).filter(([field]) => !SERVER_FIELDS.has(field)));
  }, content);
}

/**
 * The version that a PUT expects: 3 for `If-Match: "3"`, 0 (a new record) for `If-None-Match: *`, null for neither header.
 * @throws ProblemError 400 for any other form
 */
export function expectedVersion(headers: IncomingHttpHeaders): number | null {
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers;
  if (ifMatch === undefined && ifNoneMatch === undefined) return null;
  if (ifMatch === undefined && ifNoneMatch === '*') return 0;
  const [, version] = /^(?:W\/)?"?(\d{1,9})"?$/.exec(ifMatch ?? '') ?? [];
  if (version === undefined || ifNoneMatch !== undefined)
    throw new ProblemError(400, 'If-Match takes the version of an ETag, and If-None-Match takes *.');
  return Number(version);
}

/**
 * Sets the status and ETag that answer a PUT.
 * @throws ProblemError 412 when another version is stored
 */
export function savedRecord<R extends Versioned>(saved: Saved<R> | VersionConflict, reply: PutReply): R {
  if (saved.outcome === 'version_conflict') {
    const detail =
      saved.version === 0 ? 'There is no such record.' : `The record is at version ${saved.version}.`;
    const headers = saved.version === 0 ? {} : { ETag: `"${saved.version}"` };
    throw new ProblemError(412, detail, [], headers);
  }
  reply.status(saved.outcome === 'created' ? 201 : 200);
  return withEtag(saved.record, reply);
}

export function withEtag<R extends Versioned>(record: R, reply: PutReply): R {
  reply.header('ETag', `"${record.version}"`);
  return record;
}

/** @throws ProblemError 404 */
export function found<R>(record: R | null, what: string): R {
  if (record === null) throw new ProblemError(404, `No ${what} has this id.`);
  return record;
}
