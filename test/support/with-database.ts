/**
 * Replaces the database in a connection string, or adds it. Does not parse it as a URL: a replica
 * set lists several hosts (`mongodb://a:1,b:2/tally`), which a URL cannot have.
 */
export function withDatabase(connectionString: string, name: string): string {
  return connectionString.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/[^?]*)?/, `$1/${name}`);
}
