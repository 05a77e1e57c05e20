import mongoose, { type Connection } from 'mongoose';
import { CHECKS, type GuardedCollection } from './check-operation.js';
import { tenancyOf, type Tenancy } from './tenancy.js';
import { UnboundQuery } from './unbound-query.js';

/** Operations that touch no document. */
const OPEN: ReadonlySet<string> = new Set([
  'createIndex',
  'createIndexes',
  'dropIndex',
  'indexes',
  'indexExists',
  'indexInformation',
  'listIndexes',
]);

type Method = (...given: unknown[]) => unknown;
type Methods = Record<string, Method>;

/**
 * Blocks every query of a connection that is not bound to one practice, through a model or through its bare collection. The
 * guard does not know the caller: repositories take the practice from the principal, and the guard catches one that forgets.
 * Call it before models are registered.
 */
export function guardTenants(connection: Connection): Connection {
  const open = connection.collection.bind(connection);
  const guarded = new WeakSet<object>();
  connection.collection = ((name: string, options?: never) => {
    const collection = open(name, options);
    if (!guarded.has(collection)) {
      guarded.add(collection);
      guardCollection(connection, name, collection as unknown as Methods);
    }
    return collection;
  }) as Connection['collection'];
  return connection;
}

function guardCollection(connection: Connection, name: string, collection: Methods): void {
  let known: GuardedCollection | undefined;
  const declared = (operation: string) =>
    (known ??= { name, tenancy: tenancyOfModel(connection, name, operation) });
  for (const operation of driverMethods()) {
    if (OPEN.has(operation)) continue;
    const run = collection[operation];
    const check = Object.hasOwn(CHECKS, operation) ? CHECKS[operation] : undefined;
    collection[operation] = (...given) => {
      const target = declared(operation);
      if (target.tenancy.outsidePractices === null) {
        if (check === undefined)
          throw new UnboundQuery(name, operation, 'the operation cannot be bound to a practice');
        check(target, operation, given);
      }
      return run?.apply(collection, given);
    };
  }
}

function tenancyOfModel(connection: Connection, name: string, operation: string): Tenancy {
  const model = Object.values(connection.models).find(({ collection }) => collection.name === name);
  if (model === undefined) throw new UnboundQuery(name, operation, 'no model declares this collection');
  return tenancyOf(model.schema);
}

function driverMethods(): string[] {
  const native = mongoose.mongo.Collection.prototype;
  return Object.getOwnPropertyNames(native).filter(
    (name) =>
      name !== 'constructor' && typeof Object.getOwnPropertyDescriptor(native, name)?.value === 'function',
  );
}
