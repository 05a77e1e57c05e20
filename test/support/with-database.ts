/**
 * The connection string with this database in place of the one it names, if any. Not read as an address: a replica
 * set lists several hosts (`mongodb://a:1,b:2/tally`), which no URL may have.
 */
export function withDatabase(connectionString: string, name: string): string {
  return connectionString.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/[^?]*)?/, `$1/${name}`);
}
