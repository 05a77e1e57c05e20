import type { Model } from 'mongoose';

/** The order and the size of a result. */
interface RowOrder {
  readonly sort?: Readonly<Record<string, 1 | -1>>;
  readonly limit?: number;
}

/**
 * Reads documents as they are stored, or some of their fields, without a mongoose query. Building and casting a query costs
 * more than a lookup by index. The values in the filter must already have the stored types.
 */
export function findRows<T>(
  model: Model<T>,
  filter: Readonly<Record<string, unknown>>,
  order?: RowOrder,
): Promise<T[]>;
export function findRows<T, K extends keyof T & string>(
  model: Model<T>,
  filter: Readonly<Record<string, unknown>>,
  order: RowOrder & { readonly fields: readonly K[] },
): Promise<Pick<T, K>[]>;
export function findRows<T>(
  model: Model<T>,
  filter: Readonly<Record<string, unknown>>,
  { fields, ...order }: RowOrder & { readonly fields?: readonly string[] } = {},
): Promise<unknown[]> {
  const options = fields ? { ...order, projection: projectionOf(fields) } : order;
  return model.collection.find(filter as never, options).toArray();
}

function projectionOf(fields: readonly string[]): Record<string, 0 | 1> {
  const projection: Record<string, 0 | 1> = { _id: 0 };
  for (const field of fields) projection[field] = 1;
  return projection;
}
