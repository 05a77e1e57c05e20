import { z } from 'zod';

/** An instant in UTC, as answers write it: `2026-01-31T05:00:00Z`. */
export const instantText = z.iso.datetime();
/** A civil date, `2026-01-31`. */
export const dayText = z.iso.date();
export const count = z.int().min(0);
export const sha256Text = z.string().regex(/^[0-9a-f]{64}$/);

/** `next` asks for the following page and is null at the end. */
export function pageAnswer<T extends z.ZodType>(item: T) {
  return z.strictObject({ items: z.array(item), next: z.string().nullable() });
}

/** A complete list in one page. */
export function listAnswer<T extends z.ZodType>(item: T) {
  return z.strictObject({ items: z.array(item), next: z.null() });
}

/** One of the keys of a table. */
export function keyOf<K extends string>(table: Readonly<Record<K, unknown>>) {
  return z.enum(Object.keys(table) as [K, ...K[]]);
}
