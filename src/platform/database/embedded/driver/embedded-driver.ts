import mongoose, { type Connection } from 'mongoose';
import { NotSupported } from '../documents/not-supported.js';
import { EmbeddedCollection } from './embedded-collection.js';
import { EmbeddedCursor } from './embedded-cursor.js';
import { EmbeddedDatabase } from './embedded-database.js';
import { EmbeddedEngine, type EngineOptions } from './embedded-engine.js';

/** What mongoose needs from a driver. Its types do not name it. */
interface Driver {
  Collection: unknown;
  Connection: new (base: unknown) => Connection;
  BulkWriteResult: unknown;
}

interface ConnectionInternals {
  db: unknown;
  client: unknown;
  name: string;
  readyState: number;
  config: Record<string, unknown>;
  onOpen(): void;
}

interface Class {
  readonly prototype: object;
}

/** The driver's `MongoClient` over the embedded engine. */
class EmbeddedClient {
  constructor(readonly engine: EmbeddedEngine) {}

  async close(): Promise<void> {
    await this.engine.close();
  }
}

/** Makes every method of the driver's class that ours lacks throw, with its name in the message. */
function refuseOtherMethods(name: string, ours: Class, native: Class): void {
  for (const [method, { value }] of Object.entries(Object.getOwnPropertyDescriptors(native.prototype))) {
    if (typeof value !== 'function' || method in ours.prototype) continue;
    Object.defineProperty(ours.prototype, method, {
      value: () => {
        throw new NotSupported(`${name}.${method}`);
      },
    });
  }
}

function refuseEverythingElse(): void {
  const { AbstractCursor, Collection, Db, FindCursor, MongoClient } = mongoose.mongo;
  refuseOtherMethods('client', EmbeddedClient, MongoClient);
  refuseOtherMethods('database', EmbeddedDatabase, Db);
  refuseOtherMethods('collection', EmbeddedCollection, Collection);
  refuseOtherMethods('cursor', EmbeddedCursor, FindCursor);
  refuseOtherMethods('cursor', EmbeddedCursor, AbstractCursor);
}

/**
 * Opens a mongoose connection whose collections live in one SQLite file in a folder. The connection gets its own mongoose
 * instance with its own driver, so the same process can also hold connections to a server.
 * @throws FolderInUse when another process holds the folder
 */
export async function openEmbedded(options: EngineOptions): Promise<Connection> {
  const native = (mongoose as unknown as { driver: { get(): Driver } }).driver.get();

  class EmbeddedConnection extends native.Connection {
    async createClient(): Promise<unknown> {
      const internals = this as unknown as ConnectionInternals;
      Object.assign(internals.config, { autoIndex: false, autoCreate: false });
      internals.readyState = mongoose.ConnectionStates.connecting;
      const engine = new EmbeddedEngine(options);
      internals.client = new EmbeddedClient(engine);
      internals.db = new EmbeddedDatabase(engine);
      internals.name = options.databaseName;
      internals.onOpen();
      return this;
    }
  }

  refuseEverythingElse();
  const instance = new mongoose.Mongoose();
  instance.setDriver({ ...native, Connection: EmbeddedConnection } as unknown);
  return instance.createConnection(`embedded:${options.folder}`).asPromise();
}

/** The engine of a connection. Null when the connection is to a server. */
export function engineOf(connection: Connection): EmbeddedEngine | null {
  const database: unknown = connection.db;
  return database instanceof EmbeddedDatabase ? database.engine : null;
}
