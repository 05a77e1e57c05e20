/** The `_id` of a document: ids are unique within a practice only. */
export function docId(practiceId: string, id: string): string {
  return `${practiceId}:${id}`;
}
