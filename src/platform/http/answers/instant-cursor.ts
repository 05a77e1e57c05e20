import { z } from 'zod';
import { instant, type Instant } from '../../../domain/time/instant.js';

/** Where a page of items ordered by an instant ended. Ids break ties. */
export interface InstantCursor {
  readonly at: Instant;
  readonly id: string;
}

/** Writes the `next` of a page: base64url of `<epoch milliseconds>.<id>`. */
export function writeInstantCursor({ at, id }: InstantCursor): string {
  return Buffer.from(`${at}.${id}`).toString('base64url');
}

/** A query parameter that takes such a `next`. `id` is the pattern of a complete id, without groups. */
export function instantCursorField(id: RegExp) {
  const pattern = new RegExp(`^(-?\\d{1,15})\\.(${id.source})$`, 'u');
  return z.string().transform((text, context): InstantCursor => {
    const [, at, found] = pattern.exec(Buffer.from(text, 'base64url').toString()) ?? [];
    if (at !== undefined && found !== undefined) return { at: instant(Number(at)), id: found };
    context.addIssue({ code: 'custom', message: 'must be the "next" of an earlier page' });
    return z.NEVER;
  });
}
