import { EmbeddedCollection } from './embedded-collection.js';
import type { EmbeddedEngine } from './embedded-engine.js';

/** The driver's `Db` over the embedded engine. */
export class EmbeddedDatabase {
  constructor(readonly engine: EmbeddedEngine) {}

  get databaseName(): string {
    return this.engine.options.databaseName;
  }

  collection(name: string): EmbeddedCollection {
    return new EmbeddedCollection(this.engine, name);
  }
}
