import type { z } from 'zod';
import { InvariantError } from '../../domain/invariant.js';

/**
 * Checks a document read from the database.
 * @throws InvariantError naming the collection and the fields, never their values
 */
export function parseStored<T extends z.ZodType>(schema: T, collection: string, doc: unknown): z.output<T> {
  const result = schema.safeParse(doc);
  if (result.success) return result.data;
  const fields = new Set(result.error.issues.map(({ path }) => path.map(String).join('.')));
  throw new InvariantError(`a stored document of ${collection} cannot be read: ${[...fields].join(', ')}`);
}
