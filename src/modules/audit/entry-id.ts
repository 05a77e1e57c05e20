/** Of the id of a writer, in hex. */
export const WRITER_DIGITS = 24;
const SEQ_DIGITS = 8;

/** Sorts by writer, then by number. */
export function entryId(writer: string, seq: number): string {
  return writer + seq.toString(36).padStart(SEQ_DIGITS, '0');
}
