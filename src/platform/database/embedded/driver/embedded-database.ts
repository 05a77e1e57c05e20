import type { Document } from '../documents/document.js';
import { EmbeddedCollection } from './embedded-collection.js';
import { EmbeddedCursor } from './embedded-cursor.js';
import type { EmbeddedEngine } from './embedded-engine.js';
import { NotSupported } from '../documents/not-supported.js';
import { refuseOptions } from '../query/operation-options.js';

/** The driver's `Db` over the embedded engine. */
export class EmbeddedDatabase {
  constructor(readonly engine: EmbeddedEngine) {}

  get databaseName(): string {
    return this.engine.options.databaseName;
  }

  collection(name: string): EmbeddedCollection {
    return new EmbeddedCollection(this.engine, name);
  }

  async createCollection(name: string, options?: Document): Promise<EmbeddedCollection> {
    refuseOptions(options);
    await this.engine.queue.write(() => this.engine.collection(name).ensure());
    return this.collection(name);
  }

  async dropCollection(name: string): Promise<boolean> {
    return this.engine.queue.write(() => this.engine.collection(name).drop());
  }

  async dropDatabase(): Promise<boolean> {
    return this.engine.queue.write(() => {
      for (const name of this.engine.collectionNames()) this.engine.collection(name).drop();
      return true;
    });
  }

  listCollections(): EmbeddedCursor {
    const all = () => this.engine.collectionNames().map((name): Document => ({ name, type: 'collection' }));
    return new EmbeddedCursor({}, () => ({
      all,
      open: () => ({ documents: all().values(), close: () => undefined }),
    }));
  }

  /** Only `ping`: it answers when the file can be read. */
  async command(command: Document): Promise<Document> {
    const [name] = Object.keys(command);
    if (name !== 'ping') throw new NotSupported(`the command ${name}`);
    this.engine.collectionNames();
    return { ok: 1 };
  }

  admin(): Pick<EmbeddedDatabase, 'command'> & { ping(): Promise<Document> } {
    return { command: (command) => this.command(command), ping: () => this.command({ ping: 1 }) };
  }
}
