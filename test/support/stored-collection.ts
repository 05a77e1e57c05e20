import type { INestApplicationContext } from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';

type Stored = mongo.Collection<{ _id: string; [field: string]: unknown }>;

/** A collection as the engine holds it, with the documents of all practices, below the guard of the product's queries. */
export function storedCollection(app: Pick<INestApplicationContext, 'get'>, name: string): Stored {
  const { db } = app.get<Connection>(getConnectionToken(), { strict: false });
  if (db === undefined) throw new Error('the store is not open');
  return db.collection(name);
}
