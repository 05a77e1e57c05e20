/** The `_id` of a document. It includes the practice because ids are unique only within a practice. */
export function docId(practiceId: string, id: string): string {
  return `${practiceId}:${id}`;
}
