/** One document per practice and month. If two processes write one at once, the `_id` lets only the first succeed. */
export interface AuditManifestDoc {
  _id: string;
  practiceId: string;
  month: string;
  number: number;
  /** The signed line, byte for byte. */
  line: string;
  /** Whether an entry of the log names the manifest. Until then, that entry is still to be stored. */
  isLogged?: boolean;
}
