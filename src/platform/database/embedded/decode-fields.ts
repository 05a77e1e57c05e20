import { decodeDocument } from './document-codec.js';
import type { Document } from './document.js';

/**
 * Decodes what comes first in stored texts, as far as some fields of the document reach. Documents of one collection
 * mostly have the same fields in the same order, so the first text says behind which field the others may be cut. A text
 * of another form is decoded whole: the answer always holds every one of the fields that the document has.
 */
export function fieldsDecoder(fields: readonly string[]): (text: string) => Document {
  let end: string | null = null;
  let isLearning = true;
  return (text) => {
    if (end !== null) {
      const part = decodeBefore(text, end);
      if (part !== null && fields.every((name) => Object.hasOwn(part, name))) return part;
    }
    const document = decodeDocument(text);
    if (isLearning) end = endOf(document, fields);
    isLearning = false;
    return document;
  };
}

/** The beginning of the first field behind all of the wanted ones, as it stands in a text; null: there is none. */
function endOf(document: Document, fields: readonly string[]): string | null {
  const names = Object.keys(document);
  const positions = fields.map((name) => names.indexOf(name));
  const next = positions.includes(-1) ? undefined : names[Math.max(...positions) + 1];
  return next === undefined || next.startsWith('$') ? null : `,${JSON.stringify(next)}:`;
}

/**
 * Inside a string every quote is escaped, so `end` only ever stands where a field begins. When that field is a nested
 * one, what comes before is no whole document and does not parse.
 */
function decodeBefore(text: string, end: string): Document | null {
  const length = text.indexOf(end);
  if (length === -1) return null;
  try {
    return decodeDocument(`${text.slice(0, length)}}`);
  } catch {
    return null;
  }
}
