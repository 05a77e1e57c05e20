import mongoose, { type Connection } from 'mongoose';
import { EmbeddedCollection } from './embedded-collection.js';
import { EmbeddedDatabase } from './embedded-database.js';
import { EmbeddedEngine, type EngineOptions } from './embedded-engine.js';
import { NotSupported } from '../documents/not-supported.js';

/** What mongoose asks of a driver; its types do not name it. */
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

class EmbeddedClient {
  constructor(readonly engine: EmbeddedEngine) {}

  async close(): Promise<void> {
    await this.engine.close();
  }

  db(): never {
    throw new NotSupported('a second database');
  }

  startSession(): never {
    throw new NotSupported('sessions and transactions');
  }
}

/** Every method of the driver's collection that is not defined here refuses, by its name. */
function refuseOtherMethods(): void {
  const native = mongoose.mongo.Collection.prototype;
  for (const name of Object.getOwnPropertyNames(native)) {
    const isMethod = typeof Object.getOwnPropertyDescriptor(native, name)?.value === 'function';
    if (!isMethod || name in EmbeddedCollection.prototype) continue;
    Object.defineProperty(EmbeddedCollection.prototype, name, {
      value: () => {
        throw new NotSupported(`collection.${name}`);
      },
    });
  }
}

/**
 * Opens a mongoose connection whose collections live in one SQLite file in a folder. The driver is set on a
 * mongoose instance of its own, so the process can hold connections to a server beside it.
 * @throws FolderInUse when another process holds the folder.
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

  refuseOtherMethods();
  const instance = new mongoose.Mongoose();
  instance.setDriver({ ...native, Connection: EmbeddedConnection } as unknown);
  return instance.createConnection(`embedded:${options.folder}`).asPromise();
}

/** The engine under a connection, or null when the connection speaks to a server. */
export function engineOf(connection: Connection): EmbeddedEngine | null {
  const database: unknown = connection.db;
  return database instanceof EmbeddedDatabase ? database.engine : null;
}
