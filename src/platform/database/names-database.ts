/**
 * Whether a connection string names its database. Not read as an address: a replica set lists several hosts
 * (`mongodb://a:1,b:2/tally`), which no URL may have. User names and passwords hold neither `/` nor `?` unescaped.
 */
export function namesDatabase(connectionString: string): boolean {
  return /^mongodb(?:\+srv)?:\/\/[^/?]+\/[^/?]/.test(connectionString);
}
