/** How many hex digits a writer's id has. */
export const WRITER_DIGITS = 24;
const SEQ_DIGITS = 8;

const ENTRY_ID = /^[0-9a-f]{24}[0-9a-z]{8}$/;

/** Whether the text has the form of an entry id. */
export function isEntryId(id: string): boolean {
  return ENTRY_ID.test(id);
}

/** Sorts by writer, then by number. */
export function entryId(writer: string, seq: number): string {
  return writer + seq.toString(36).padStart(SEQ_DIGITS, '0');
}
