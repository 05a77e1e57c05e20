/**
 * True when a connection string names its database. It cannot be parsed as a URL, because a replica set lists several hosts
 * (`mongodb://a:1,b:2/tally`). User names and passwords contain `/` and `?` only in escaped form.
 */
export function namesDatabase(connectionString: string): boolean {
  return /^mongodb(?:\+srv)?:\/\/[^/?]+\/[^/?]/.test(connectionString);
}
