import type { SqliteDatabase, SqliteStatement } from './sqlite.js';

const MAX_STATEMENTS = 500;

/** Prepared statements by their SQL. Rows come back as arrays. Drops the oldest statement when it is full. */
export class StatementCache {
  readonly #statements = new Map<string, SqliteStatement>();

  constructor(readonly database: SqliteDatabase) {}

  prepare(sql: string): SqliteStatement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
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
   * Closes the connection after a failure. Statements keep a closed connection and its lock alive until they are garbage
   * collected, so this rolls back first.
   */
  abandon(): void {
    try {
      if (this.database.isTransaction) this.database.exec('ROLLBACK');
      this.database.close();
    } catch {
      // The next connection recovers a file that cannot be closed.
    }
  }

  /** Forgets all statements. Call it after a table was rebuilt. */
  clear(): void {
    this.#statements.clear();
  }
}
