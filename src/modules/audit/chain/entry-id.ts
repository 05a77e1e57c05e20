/** Of the id of a writer, in hex. */
export const WRITER_DIGITS = 24;
const SEQ_DIGITS = 8;

const ENTRY_ID = /^[0-9a-f]{24}[0-9a-z]{8}$/;

/** Whether it has the form of an entry's id. */
export function isEntryId(id: string): boolean {
  return ENTRY_ID.test(id);
}

/** Sorts by writer, then by number. */
export function entryId(writer: string, seq: number): string {
  return writer + seq.toString(36).padStart(SEQ_DIGITS, '0');
}
