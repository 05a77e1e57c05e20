import mongoose, { type Connection } from 'mongoose';
import { CHECKS, type GuardedCollection } from './check-operation.js';
import { tenancyOf, type Tenancy } from './tenancy.js';
import { UnboundQuery } from './unbound-query.js';

/** They touch no document. */
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
 * Lets no query of a connection through that is not bound to one practice, neither of a model nor of its bare collection.
 * Who asks is not known here: repositories take the practice from the principal, and this is what notices when one forgets.
 * To be called before models are registered.
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
        if (check === undefined) throw new UnboundQuery(name, operation, 'no practice can bound it');
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
