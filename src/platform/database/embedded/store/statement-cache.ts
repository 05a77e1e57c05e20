import type { SqliteDatabase, SqliteStatement } from './sqlite.js';

const MAX_STATEMENTS = 500;

/** Prepared statements by their text, the longest unused dropped first; rows come back as arrays. */
export class StatementCache {
  readonly #statements = new Map<string, SqliteStatement>();

  /** Told of every statement that is prepared; for tests that watch for scans. */
  onPrepare: ((sql: string) => void) | null = null;

  constructor(readonly database: SqliteDatabase) {}

  prepare(sql: string): SqliteStatement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      this.onPrepare?.(sql);
      statement = this.database.prepare(sql);
      statement.setReturnArrays(true);
      if (this.#statements.size >= MAX_STATEMENTS) {
        const [oldest] = this.#statements.keys();
        if (oldest !== undefined) this.#statements.delete(oldest);
      }
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /**
   * Gives up the connection after a failure. Its statements keep a closed connection and its lock alive until they are
   * collected, so what is open is undone first.
   */
  abandon(): void {
    try {
      if (this.database.isTransaction) this.database.exec('ROLLBACK');
      this.database.close();
    } catch {
      // What cannot be closed is left to the next connection's recovery.
    }
  }

  /** After a change of the schema: statements over a table that was rebuilt are prepared anew. */
  clear(): void {
    this.#statements.clear();
  }
}
